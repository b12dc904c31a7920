"""Invents a company of any size: the same one for the same size, nothing stored."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lazyit.domains.assets.choices import LocationType, Status
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Category, Location
from lazyit.domains.dashboard.demo import notes, words
from lazyit.foundation.accounts.models import Person
from lazyit.kernel import clock

YEARS = 5
HELD = 0.8  # of the assets are in somebody's hands
STATUSES = (
    [Status.OPERATIONAL] * 14
    + [Status.IN_STORAGE] * 3
    + [Status.IN_MAINTENANCE, Status.RETIRED, Status.LOST]
)
ROOMS = (LocationType.OFFICE, LocationType.STORAGE, LocationType.RACK, LocationType.REMOTE)
NO_PASSWORD = "!"  # noqa: S105 – Django's mark for “cannot sign in”


@dataclass(frozen=True)
class Size:
    """How many of everything, for a number of assets."""

    assets: int

    @property
    def models(self) -> int:
        """Up to 500 models."""
        return min(500, 20 + self.assets // 50)

    @property
    def locations(self) -> int:
        """Up to 300 locations."""
        return min(300, 12 + self.assets // 50)

    @property
    def people(self) -> int:
        """Up to 2,000 people."""
        return min(2000, 25 + self.assets // 20)


class Company:
    """People, places, models, assets and who holds them, as unsaved rows."""

    def __init__(self, size: Size, categories: list[Category], *, has_notes: bool = False) -> None:
        self._random = random.Random(size.assets)  # noqa: S311 – repeatable on purpose
        self._now = clock.now()
        self.people = [self._person(n) for n in range(size.people)]
        self.locations = self._places(size.locations)
        self.models = [self._model(n, categories) for n in range(size.models)]
        self.assets = [self._asset(n) for n in range(size.assets)]
        self.assignments = [self._assignment(a) for a in self._held()]
        self.wordings = notes.write(self.assets, size.assets) if has_notes else {}

    def _person(self, n: int) -> Person:
        first, last = self._one(words.FIRST_NAMES), self._one(words.LAST_NAMES)
        return Person(
            pk=uuid.UUID(int=self._random.getrandbits(128), version=4),
            first_name=first,
            last_name=last,
            email=f"person{n}@example.com",
            employee_number=f"E{n:05}",
            password=NO_PASSWORD,
            created_at=self._moment(),
            updated_at=self._now,
        )

    def _places(self, count: int) -> list[Location]:
        places = [self._place(name, None) for name in list(words.CITIES)[:count]]
        for n in range(len(places), count):
            places.append(self._place(f"Room {n}", self._one(places)))
        return places

    def _place(self, name: str, parent: Location | None) -> Location:
        kind = self._one(ROOMS) if parent else LocationType.OFFICE
        return Location(name=name, type=kind, parent=parent, **self._stamps())

    def _model(self, n: int, categories: list[Category]) -> AssetModel:
        kind, letters, maker, line = words.PRODUCTS[n % len(words.PRODUCTS)]
        return AssetModel(
            name=f"{line} Gen {n // len(words.PRODUCTS) + 1}",
            manufacturer=maker,
            sku=f"{letters}-{n:04}",
            category=next((c for c in categories if c.name == kind), None),
            **self._stamps(),
        )

    def _asset(self, n: int) -> Asset:
        model, place = self._one(self.models), self._one(self.locations)
        bought = self._moment()
        return Asset(
            name=f"{_city(place)}-{model.sku[:2]}-{n:05}",
            status=self._one(STATUSES),
            serial=f"SN{n:06}{self._random.randrange(16**4):04X}",
            asset_tag=f"LZ-{n:06}",
            model=model,
            location=place,
            company=self._one(words.COMPANIES),
            purchase_date=bought.date(),
            warranty_end=(bought + timedelta(days=3 * 365)).date(),
            purchase_cost=self._random.randrange(5_000, 400_000),
            useful_life_months=self._one((36, 48, 60)),
            specs={"cpu": self._one(words.PROCESSORS), "ram": self._one(words.MEMORY)},
            created_at=bought,
            updated_at=bought,
        )

    def _held(self) -> list[Asset]:
        return self._random.sample(self.assets, int(len(self.assets) * HELD))

    def _assignment(self, asset: Asset) -> Assignment:
        given = asset.created_at + (self._now - asset.created_at) * self._random.random()
        return Assignment(asset=asset, user=self._one(self.people), assigned_at=given)

    def _stamps(self) -> dict[str, datetime]:
        moment = self._moment()
        return {"created_at": moment, "updated_at": moment}

    def _moment(self) -> datetime:
        return self._now - timedelta(seconds=self._random.randrange(YEARS * 365 * 86_400))

    def _one(self, choices: Any) -> Any:
        return choices[self._random.randrange(len(choices))]


def _city(place: Location) -> str:
    """Return the letters of the city that a place lies in."""
    while place.parent:
        place = place.parent
    return words.CITIES[place.name]
