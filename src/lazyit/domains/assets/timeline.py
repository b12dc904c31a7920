"""The history of an asset, a model, a category or a location in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lazyit.domains.assets.choices import LocationType, Status
from lazyit.domains.assets.events import AssetEvent
from lazyit.domains.assets.models import AssetModel, Category, Location
from lazyit.domains.assets.specs import as_text
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages import formats
from lazyit.foundation.pages.timeline import (
    Change,
    Entry,
    Event,
    Timeline,
    person_link,
    read_timeline,
    sentence,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

LONGEST = 300  # characters of a value that the timeline shows
LABELS: dict[str, Text] = {
    "name": gettext_lazy("Name"),
    "status": gettext_lazy("Status"),
    "serial": gettext_lazy("Serial number"),
    "asset_tag": gettext_lazy("Tag"),
    "model_id": gettext_lazy("Model"),
    "location_id": gettext_lazy("Location"),
    "company": gettext_lazy("Company"),
    "purchase_date": gettext_lazy("Purchased"),
    "warranty_end": gettext_lazy("Warranty until"),
    "purchase_cost": gettext_lazy("Cost"),
    "salvage_value": gettext_lazy("Salvage value"),
    "useful_life_months": gettext_lazy("Useful life in months"),
    "notes": gettext_lazy("Notes"),
    "assignmentNotes": gettext_lazy("Notes of the assignment"),
    "manufacturer": gettext_lazy("Manufacturer"),
    "sku": gettext_lazy("SKU"),
    "description": gettext_lazy("Description"),
    "category_id": gettext_lazy("Category"),
    "specs": gettext_lazy("Custom fields"),
    "icon": gettext_lazy("Icon"),
    "specs_schema": gettext_lazy("Dictionary"),
    "type": gettext_lazy("Type"),
    "address": gettext_lazy("Address"),
    "floor": gettext_lazy("Floor"),
    "parent_id": gettext_lazy("Inside"),
}
_E = AssetEvent
TOLD: dict[str, tuple[str, Text]] = {
    _E.CREATED: ("plus", gettext_lazy("%(actor)s created it")),
    _E.UPDATED: ("edit", gettext_lazy("%(actor)s edited it")),
    _E.STATUS_CHANGED: ("swap", gettext_lazy("%(actor)s changed the status")),
    _E.LOCATION_CHANGED: ("location", gettext_lazy("%(actor)s moved it")),
    _E.MODEL_CHANGED: ("model", gettext_lazy("%(actor)s changed the model")),
    _E.SPECS_CHANGED: ("edit", gettext_lazy("%(actor)s changed custom fields")),
    _E.TAG_CHANGED: ("tag", gettext_lazy("%(actor)s changed the tag")),
    _E.ASSIGNED: ("assign", gettext_lazy("%(actor)s assigned it to %(person)s")),
    _E.RELEASED: ("release", gettext_lazy("%(actor)s took it back from %(person)s")),
    _E.ACKNOWLEDGED: ("check", gettext_lazy("%(actor)s confirmed having received it")),
    _E.DELETED: ("archive", gettext_lazy("%(actor)s archived it")),
    _E.RESTORED: ("restore", gettext_lazy("%(actor)s restored it")),
}
IMPORTED = gettext_lazy("%(actor)s imported it")
# The column that an event without a list of fields is about.
_ABOUT: dict[str, str] = {
    _E.STATUS_CHANGED: "status",
    _E.LOCATION_CHANGED: "location_id",
    _E.MODEL_CHANGED: "model_id",
    _E.TAG_CHANGED: "asset_tag",
}
_TABLES: dict[str, Any] = {
    "model_id": AssetModel,
    "location_id": Location,
    "parent_id": Location,
    "category_id": Category,
}
_MONEY = {"purchase_cost", "salvage_value"}
_DAYS = {"purchase_date", "warranty_end"}


def timeline_of(rows: QuerySet[Any], viewer: Actor, before: str | None = None) -> Timeline:
    """Return the newest events of a record; what they name is looked up by one query a kind."""
    teller = _Teller(viewer)
    return read_timeline(
        rows, viewer=viewer, tell=teller.tell, before=before, prepare=teller.prepare
    )


@dataclass
class _Teller:
    viewer: Actor
    names: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def prepare(self, entries: list[Entry]) -> None:
        """Look up the names of everything that the entries point to."""
        pairs = [(name, value) for e in entries for name, *ends in _values(e) for value in ends]
        for table in set(_TABLES.values()):
            ids = {v for n, v in pairs if v and _TABLES.get(n) is table}
            if ids:
                found = table._default_manager.filter(pk__in=ids).values_list("pk", "name")
                self.names.update(found)
        if people := {e.payload["userId"] for e in entries if e.payload.get("userId")}:
            self.people = {str(p.pk): p for p in Person.objects.filter(pk__in=people)}

    def tell(self, entry: Entry) -> Event:
        """Put one entry into words."""
        icon, text = TOLD.get(entry.event, ("edit", entry.event))
        if entry.event == _E.CREATED and entry.payload.get("source") == "import":
            icon, text = "import", IMPORTED
        said = sentence(text, actor=entry.actor, person=self._person(entry))
        return Event(icon, entry.at, said, self._changes(entry))

    def _person(self, entry: Entry) -> SafeString:
        person = self.people.get(str(entry.payload.get("userId")))
        if person is None:
            return format_html("<b>{}</b>", _("somebody"))
        return person_link(self.viewer, person.pk, person.name, live=person.deleted_at is None)

    def _changes(self, entry: Entry) -> list[Change]:
        return [
            Change(str(LABELS.get(name, name)), self._words(name, old), self._words(name, new))
            for name, old, new in _values(entry)
        ]

    def _words(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if name in _TABLES:
            return self.names.get(value, str(value))
        if name in _MONEY:
            return formats.money(value)
        if name in _DAYS:
            return formats.day(date.fromisoformat(value))
        if name == "status" and value in Status.values:
            return str(Status(value).label)
        if name == "type" and value in LocationType.values:
            return str(LocationType(value).label)
        return as_text(value)[:LONGEST]


def _values(entry: Entry) -> Iterable[tuple[str, Any, Any]]:
    """Yield (column, before, after) of everything that an event changed."""
    payload = entry.payload
    if about := _ABOUT.get(entry.event):
        yield about, payload.get("from"), payload.get("to")
    elif payload.get("field") == "assetTag":  # as older releases wrote a new tag
        yield "asset_tag", payload.get("from"), payload.get("to")
    parts: Mapping[str, Any] = payload.get("fields") or payload.get("keys") or {}
    for name, ends in parts.items():
        yield name, ends.get("from"), ends.get("to")
