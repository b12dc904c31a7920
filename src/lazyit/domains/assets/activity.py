"""How the asset register's history reads in the activity feed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.choices import LocationType, Status
from lazyit.domains.assets.events import AssetEvent, CatalogueEvent
from lazyit.domains.assets.models import (
    AssetHistory,
    AssetModelHistory,
    Category,
    CategoryHistory,
    LocationHistory,
    TagSchemeHistory,
)
from lazyit.domains.assets.search import ASSET, LOCATION, MODEL
from lazyit.domains.assets.timeline import LABELS
from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.audit.sentences import (
    Change,
    Named,
    Part,
    Reference,
    Text,
    Told,
    changes_of,
    listed,
    plain_value,
)
from lazyit.foundation.audit.sources import (
    EDITED,
    PERSON,
    Event,
    Source,
    add_names,
    add_sources,
    tell_lifecycle,
)
from lazyit.foundation.pages import formats
from lazyit.foundation.search.matching import Contains
from lazyit.kernel.text import fold

CATEGORY, TAG_SCHEME = "category", "tagScheme"
_THE_SCHEME = _("The tag scheme")

_LABELS = {
    **LABELS,
    "enabled": _("In use"),
    "prefix": _("Prefix"),
    "suffix": _("Suffix"),
    "width": _("Digits"),
    "next_number": _("Next number"),
}
_LINKS = {
    "location_id": LOCATION,
    "parent_id": LOCATION,
    "model_id": MODEL,
    "category_id": CATEGORY,
}
_DAYS, _MONEY = {"purchase_date", "warranty_end"}, {"purchase_cost", "salvage_value"}

# What became what: first set, then cleared, then changed.
_BECAME: Mapping[str, tuple[str, tuple[Text, Text, Text]]] = {
    AssetEvent.STATUS_CHANGED: (
        "status",
        (
            _("The status of %(subject)s was set to %(after)s"),
            _("The status %(before)s of %(subject)s was removed"),
            _("The status of %(subject)s changed from %(before)s to %(after)s"),
        ),
    ),
    AssetEvent.LOCATION_CHANGED: (
        "location_id",
        (
            _("%(subject)s was put in %(after)s"),
            _("%(subject)s was taken out of %(before)s"),
            _("%(subject)s moved from %(before)s to %(after)s"),
        ),
    ),
    AssetEvent.MODEL_CHANGED: (
        "model_id",
        (
            _("The model of %(subject)s was set to %(after)s"),
            _("The model %(before)s of %(subject)s was removed"),
            _("The model of %(subject)s changed from %(before)s to %(after)s"),
        ),
    ),
    AssetEvent.TAG_CHANGED: (
        "asset_tag",
        (
            _("%(subject)s got the tag %(after)s"),
            _("The tag %(before)s of %(subject)s was removed"),
            _("The tag of %(subject)s changed from %(before)s to %(after)s"),
        ),
    ),
}
_HOLDING = {
    AssetEvent.ASSIGNED: _("%(subject)s was assigned to %(target)s"),
    AssetEvent.RELEASED: _("%(subject)s was released from %(target)s"),
    AssetEvent.ACKNOWLEDGED: _("%(target)s acknowledged receipt of %(subject)s"),
}
_IMPORTED = _("%(subject)s was created by an import")
_REIMPORTED = _("%(subject)s was updated by an import")
_SPECS = _("Custom fields of %(subject)s changed: %(fields)s")


def tell_asset(event: Event) -> Told:
    """Tell one event of an asset."""
    if event.event in _BECAME:
        return _became(event)
    if event.event in _HOLDING:
        return _holding(event)
    if event.event == AssetEvent.SPECS_CHANGED:
        changes = changes_of(event.payload.get("keys", {}), {})
        return Told(_SPECS, {"subject": event.subject, "fields": listed(changes)}, changes)
    return _edited(event)


def tell_other(event: Event) -> Told:
    """Tell one event of a model, a category, a location or the tag scheme."""
    return tell_lifecycle(event, _LABELS, write=_value)


def _became(event: Event) -> Told:
    name, (was_set, cleared, changed) = _BECAME[event.event]
    before, after = _value(name, event.payload.get("from")), _value(name, event.payload.get("to"))
    sentence = was_set if before is None else cleared if after is None else changed
    parts = {"subject": event.subject, "before": before, "after": after}
    return Told(sentence, parts, (Change(_LABELS[name], before, after),))


def _holding(event: Event) -> Told:
    target = Reference(PERSON, str(event.payload.get("userId")))
    parts = {"subject": event.subject, "target": target}
    return Told(_HOLDING[AssetEvent(event.event)], parts, target=target)


def _edited(event: Event) -> Told:
    imported = event.payload.get("source") == "import"
    if imported and event.event == AssetEvent.CREATED:
        return Told(_IMPORTED, {"subject": event.subject})
    changes = changes_of(event.payload.get("fields", {}), _LABELS, _value)
    if imported:
        return Told(_REIMPORTED, {"subject": event.subject}, changes)
    if event.event == AssetEvent.UPDATED:
        return Told(EDITED, {"subject": event.subject, "fields": listed(changes)}, changes)
    return tell_other(event)


def _value(name: str, value: Any) -> Part:
    """Write a stored value as people read it; an id as the record it belongs to."""
    if value is None or value == "":
        return None
    if name in _LINKS:
        return Reference(_LINKS[name], str(value))
    if name == "status" and value in Status.values:
        return Status(value).label
    if name == "type" and value in LocationType.values:
        return LocationType(value).label
    if name in _DAYS:
        return formats.day(date.fromisoformat(value))
    return formats.money(value) if name in _MONEY else plain_value(name, value)


def _categories(ids: Collection[str]) -> dict[str, Named]:
    rows = Category._default_manager.filter(pk__in=ids).values_list("pk", "name", "deleted_at")
    return {pk: Named(name, archived=deleted is not None) for pk, name, deleted in rows}


def _scheme(ids: Collection[str]) -> dict[str, Named]:
    return {key: Named(str(_THE_SCHEME)) for key in ids}


def _category_called(word: str) -> Q:
    return Q(Contains(F("subject__name_folded"), word))


def _scheme_called(word: str) -> Q:
    return Q() if fold(word) in fold(str(_THE_SCHEME)) else Q(pk__in=[])


def register_activity() -> None:
    """Declare the register's history tables."""
    add_names(CATEGORY, _categories)
    add_names(TAG_SCHEME, _scheme)
    add_sources(
        Source(
            "asset",
            AssetHistory,
            "asset",
            _("Asset"),
            "asset",
            dict(AssetEvent.choices),
            tell_asset,
            kind=ASSET,
            target="userId",
            subject_name=F("subject__name"),
            archived="subject__deleted_at",
        ),
        _catalogue("assetModel", AssetModelHistory, _("Model"), "model", kind=MODEL),
        _catalogue("location", LocationHistory, _("Location"), "location", kind=LOCATION),
        _catalogue(
            "category",
            CategoryHistory,
            _("Category"),
            "category",
            kind=CATEGORY,
            mentions=_category_called,
        ),
        Source(
            "tagScheme",
            TagSchemeHistory,
            "tagScheme",
            _("Tag scheme"),
            "tag",
            {CatalogueEvent.UPDATED: CatalogueEvent.UPDATED.label},
            tell_other,
            kind=TAG_SCHEME,
            mentions=_scheme_called,
        ),
    )


def _catalogue(
    name: str, table: type[HistoryRow], label: Text, icon: str, **options: Any
) -> Source:
    return Source(
        name,
        table,
        name,
        label,
        icon,
        dict(CatalogueEvent.choices),
        tell_other,
        subject_name=F("subject__name"),
        archived="subject__deleted_at",
        **options,
    )
