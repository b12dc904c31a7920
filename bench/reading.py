"""Figures of lists, search, pages and export."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from bench.bare import LIVE, Bare
from bench.calls import Caller, median, p95, throughput
from bench.figures import Figure
from bench.instance import Instance

LIST = "/api/assets?limit=50"
OF_CATEGORY = f"{LIVE} AND a.model_id IN (SELECT id FROM assets_assetmodel WHERE category_id = %s)"
HELD_BY = (
    f"{LIVE} AND a.id IN"
    " (SELECT asset_id FROM assets_assignment WHERE released_at IS NULL AND user_id = %s)"
)
SEARCHES = {"rare": "LZ-054321", "common": "ThinkPad", "none": "zzyzx-nothing"}


def of_lists(caller: Caller, bare: Bare) -> Iterator[Figure]:
    """Measure the API list in five ways, beside bare SQL."""
    category = bare.one("SELECT id FROM assets_category WHERE name = 'Laptop'")
    person = bare.one("SELECT user_id FROM assets_assignment WHERE released_at IS NULL LIMIT 1")
    in_storage = f"{LIVE} AND a.status = 'IN_STORAGE'"
    first = median(lambda: caller.get(LIST))
    yield from _beside("API list, first page", first, median(bare.page))
    cases = (
        ("page 1,000", f"{LIST}&offset=49950", lambda: bare.page(49950)),
        ("by status", f"{LIST}&status=IN_STORAGE", lambda: bare.page(0, in_storage)),
        (
            "by category",
            f"{LIST}&categoryId={category}",
            lambda: bare.page(0, OF_CATEGORY, category),
        ),
        ("by owner", f"{LIST}&assignedToUserId={person}", lambda: bare.page(0, HELD_BY, person)),
    )
    for name, path, plain in cases:
        measured = median(partial(caller.get, path))
        note = f"bare {median(plain):.1f} ms"
        yield Figure(f"API list, {name}", measured, max(2 * first, 1), beside=note)


def _beside(name: str, measured: float, plain: float) -> Iterator[Figure]:
    note = f"bare {plain:.1f} ms"
    yield Figure(name, measured, 15, beside=note)
    yield Figure(f"{name}, against bare SQL", measured / plain, 4, "×", note)


def of_search(caller: Caller) -> Iterator[Figure]:
    """Measure text search for something rare, common and absent."""
    for name, words in SEARCHES.items():
        path = f"{LIST}&q={words}"
        yield Figure(f"text search, {name} (p95)", p95(partial(caller.get, path)), 30)


def of_records(caller: Caller, browser: Caller, bare: Bare) -> Iterator[Figure]:
    """Measure the HTML list and one asset."""
    asset = bare.one("SELECT id FROM assets_asset ORDER BY created_at LIMIT 1 OFFSET 500")
    yield Figure("HTML list, 50 rows", median(lambda: browser.get("/assets")), 60)
    yield Figure("one asset by API", median(lambda: caller.get(f"/api/assets/{asset}")), 8)


def of_export(caller: Caller, instance: Instance) -> Iterator[Figure]:
    """Measure the export of everything, and what it does to the application's memory."""
    before, highest, size, began = instance.resident("granian"), 0.0, 0, time.perf_counter()
    looked = began
    for piece in caller.stream("/api/assets/export"):
        size += piece.count(b"\n")
        if time.perf_counter() - looked > 0.25:
            highest, looked = max(highest, instance.resident("granian")), time.perf_counter()
    rate = size / (time.perf_counter() - began)
    yield Figure("CSV of all", rate, 25_000, "rows/s", f"{size:,} lines", at_least=True)
    yield Figure("CSV of all, memory growth", max(highest - before, 0), 50, "MB")


def of_many_clients(caller: Caller) -> Iterator[Figure]:
    """Measure sixteen clients on list and search against one."""
    paths = [LIST, f"{LIST}&q=LZ-0543", f"{LIST}&status=RETIRED", f"{LIST}&q=ThinkPad"]
    one = throughput([caller.another()], paths, 5)
    sixteen = throughput([caller.another() for _client in range(16)], paths, 10)
    note = f"{one:.0f} and {sixteen:.0f} calls/s, no error"
    yield Figure("16 clients against one", sixteen / one, 1.3, "×", note, at_least=True)
