"""The part of the register that some rows refer to, looked up in a few queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from lazyit.domains.assets.importing.known import Known
from lazyit.domains.assets.importing.people import People
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Category, Location
from lazyit.foundation.accounts.models import Person

Row = Mapping[str, Any]
Named = TypeVar("Named", AssetModel, Location, Category)


class Register:
    """What is known by name, number, serial, tag and key.

    A dry run keeps what it imagined, since no later look-up will find it.
    """

    def __init__(self, *, keep_made: bool) -> None:
        self._forget = not keep_made
        self._people = People()
        self._models: Known[str, AssetModel] = Known()
        self._numbers: Known[str, AssetModel] = Known()
        self._locations: Known[str, Location] = Known()
        self._categories: Known[str, Category] = Known()
        self._serials: dict[str, Asset] = {}
        self._tags: dict[str, Asset] = {}
        self._held: set[tuple[str, Any]] = set()

    def load(self, rows: Sequence[Row]) -> None:
        """Look up everything that these rows refer to."""
        self._people.load(rows, forget_made=self._forget)
        places = _named(Location.objects.live(), _texts(rows, "location", "checkedOutLocation"))
        self._locations.load(places, forget_made=self._forget)
        kinds = _named(Category.objects.filter(deleted_at=None), _texts(rows, "category"))
        self._categories.load(kinds, forget_made=self._forget)
        self._load_models(rows)
        self._load_assets(rows)

    def _load_models(self, rows: Sequence[Row]) -> None:
        live = AssetModel.objects.filter(deleted_at=None).select_related("category")
        self._models.load(_named(live, _texts(rows, "model")), forget_made=self._forget)
        numbered = live.filter(sku__in=_texts(rows, "sku"))
        pairs = ((model.sku or "", model) for model in numbered)
        self._numbers.load(pairs, forget_made=self._forget)

    def _load_assets(self, rows: Sequence[Row]) -> None:
        named = Q(serial__in=_texts(rows, "serial")) | Q(asset_tag__in=_texts(rows, "assetTag"))
        live = Asset.objects.live().filter(named).order_by("pk")
        if self._forget:  # to be written: what is merged now must still be true then
            live = live.select_for_update(no_key=True, of=("self",))
        found = {asset.pk: asset for asset in live}
        self._serials = {asset.serial: asset for asset in found.values() if asset.serial}
        self._tags = {asset.asset_tag: asset for asset in found.values() if asset.asset_tag}
        held = Assignment.objects.active().filter(asset__in=list(found))
        self._held = set(held.values_list("asset_id", "user_id"))

    def asset_by_serial(self, serial: str | None) -> Asset | None:
        """Find a live asset by its exact serial number."""
        return self._serials.get(serial) if serial else None

    def asset_by_tag(self, tag: str | None) -> Asset | None:
        """Find a live asset by its exact tag."""
        return self._tags.get(tag) if tag else None

    def holds(self, person: Person, asset: Asset) -> bool:
        """Say whether a person holds an asset already."""
        return (asset.pk, person.pk) in self._held

    def model_by_number(self, sku: str | None) -> AssetModel | None:
        """Find a live model by its exact number."""
        return self._numbers.first(sku) if sku else None

    def models(self, name: str) -> list[AssetModel]:
        """Find live models by name, in any case."""
        return self._models.get(name.lower())

    def locations(self, name: str) -> list[Location]:
        """Find live locations by name, in any case."""
        return self._locations.get(name.lower())

    def categories(self, name: str) -> list[Category]:
        """Find the live category of a name, in any case."""
        return self._categories.get(name.lower())

    def people(self, row: Row) -> list[Person]:
        """Find the people whom a row's keys point to."""
        return self._people.matching(row)

    def add(self, record: AssetModel | Location | Category | Person) -> None:
        """Make a new record known to the rows that follow."""
        if isinstance(record, Person):
            self._people.add(record)
        elif isinstance(record, Location):
            self._locations.add(record.name.lower(), record)
        elif isinstance(record, Category):
            self._categories.add(record.name.lower(), record)
        else:
            self._models.add(record.name.lower(), record)
            if record.sku:
                self._numbers.add(record.sku, record)


def _texts(rows: Sequence[Row], *targets: str) -> set[str]:
    return {row[target] for row in rows for target in targets if target in row}


def _named(records: QuerySet[Named], names: set[str]) -> Iterator[tuple[str, Named]]:
    wanted = [Lower(Value(name)) for name in names]  # by the database, which knows every script
    found = records.alias(lowered=Lower("name")).filter(lowered__in=wanted).order_by("pk")
    return ((record.name.lower(), record) for record in found)
