"""What records are called: as in any company, and as somebody hostile would have it."""

from __future__ import annotations

from dataclasses import dataclass

Three = tuple[str, str, str]


@dataclass(frozen=True)
class Words:
    """Names for three records of each kind, and the texts beside them."""

    first_names: Three
    last_names: Three
    categories: Three
    makers: Three
    models: Three
    places: Three
    assets: Three
    serials: Three
    robots: Three
    company: str
    key: str
    value: str
    note: str


PLAIN = Words(
    first_names=("Grace", "Alan", "Margaret"),
    last_names=("Hopper", "Turing", "Hamilton"),
    categories=("Workstation", "Large display", "Rack server"),
    makers=("Lenovo", "Dell", "HPE"),
    models=("ThinkPad T14 Gen 5", "UltraSharp U2723QE", "ProLiant DL380 Gen11"),
    places=("Madrid", "Building A", "Room 301"),
    assets=("Grace's ThinkPad", "Monitor at desk 12", "db-primary-01"),
    serials=("PF4XK2Z1", "CN0K3Y7T", "CZJ43205QX"),
    robots=("Monitoring", "Payroll export", "Old scanner"),
    company="Acme Ibérica",
    key="Operating system",
    value="Windows 11 Pro",
    note="Charger handed over too.",
)

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
RIGHT_TO_LEFT = "حاسوب المدير \u202egnihton\u202c خادم ٣"
UNSEEN = "zero\u200bwidth\u200djoined\ufeff"
PICTURES = "👩🏽‍💻🏳️‍🌈 Z͑ͫ̓ͪ̂ͫ̽͏a̴l̵g̶o̷ 🖥️"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}&amp;\"'"
FORMULA = '=HYPERLINK("https://example.org";"click")+cmd|calc'

HOSTILE = Words(
    first_names=(LONG[:90], RIGHT_TO_LEFT, MARKUP[:90]),
    last_names=(LONG[:90], PICTURES, FORMULA),
    categories=(LONG[:100], RIGHT_TO_LEFT, MARKUP[:90]),
    makers=(LONG, PICTURES, FORMULA),
    models=(LONG, RIGHT_TO_LEFT, MARKUP),
    places=(LONG, RIGHT_TO_LEFT + UNSEEN, MARKUP),
    assets=(LONG, RIGHT_TO_LEFT + PICTURES, MARKUP),
    serials=(LONG, FORMULA, PICTURES),
    robots=(LONG[:100], RIGHT_TO_LEFT, MARKUP[:90]),
    company=LONG,
    key=LONG[:60],
    value=LONG,
    note=f"{MARKUP}\n{RIGHT_TO_LEFT}\n{FORMULA} {LONG}",
)
