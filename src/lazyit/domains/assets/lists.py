"""The lists of the asset register; page, API, export and bulk actions use the same ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lazyit.domains.assets import rows, search
from lazyit.domains.assets.choices import LocationType, Status
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Category, Location
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.filters import (
    BooleanFilter,
    ChoiceFilter,
    Filter,
    IdFilter,
    TextFilter,
    WordFilter,
)
from lazyit.foundation.listing.spec import ListSpec, Row
from lazyit.kernel import clock

WARRANTY_WINDOW = timedelta(days=90)
_ACTIVE = Assignment.objects.active().filter(asset=OuterRef("pk"))


def _ids(records: QuerySet[Any]) -> list[str]:
    """Name few records outright: the planner then takes the index instead of joining."""
    return list(records.values_list("pk", flat=True))


def _held_by(person_ids: list[Any]) -> Q:
    held = Assignment.objects.active().filter(user_id__in=person_ids)
    return Q(pk__in=held.values("asset_id"))


def _of_category(category_ids: list[Any]) -> Q:
    models = AssetModel.objects.filter(category_id__in=category_ids, category__deleted_at=None)
    return Q(model_id__in=_ids(models.filter(deleted_at=None)))


def _of_model(model_ids: list[Any]) -> Q:
    return Q(model_id__in=_ids(AssetModel.objects.filter(pk__in=model_ids, deleted_at=None)))


def _of_location(location_ids: list[Any]) -> Q:
    return Q(location_id__in=_ids(Location.objects.live().filter(pk__in=location_ids)))


def _at_or_below(location_ids: list[Any]) -> Q:
    live = _ids(Location.objects.live().filter(pk__in=location_ids))
    return Q(location_id__in=Location.objects.below(live))


def _in_category(category_ids: list[Any]) -> Q:
    return Q(category_id__in=category_ids, category__deleted_at=None)


def _inside(location_ids: list[Any]) -> Q:
    return Q(parent_id__in=location_ids, parent__deleted_at=None)


# What lies in an archived place shows no parent: it stands at the top meanwhile.
_AT_THE_TOP = Q(parent=None) | Q(parent__deleted_at__isnull=False)


def _expiring() -> Q:
    today = clock.today()
    return Q(warranty_end__gt=today, warranty_end__lte=today + WARRANTY_WINDOW)


def _expired() -> Q:
    return Q(warranty_end__lt=clock.today())


OWNERSHIP: dict[str, Callable[[], Q]] = {
    "HAS": lambda: Q(Exists(_ACTIVE)),
    "NONE": lambda: ~Q(Exists(_ACTIVE)),
}
WARRANTY: dict[str, Callable[[], Q]] = {"expiring90d": _expiring, "expired": _expired}

ASSET_FILTERS: tuple[Filter, ...] = (
    ChoiceFilter("status", field="status", choices=Status.values),
    IdFilter("categoryId", "category", where=_of_category),
    IdFilter("modelId", "model", where=_of_model),
    IdFilter("locationId", "location", where=_of_location),
    IdFilter("withinLocationId", "within", where=_at_or_below),
    TextFilter("company", field="company"),
    IdFilter("assignedToUserId", "owner", uuid=True, where=_held_by),
    WordFilter("ownership", words=OWNERSHIP, yields_to="assignedToUserId"),
    WordFilter("warranty", words=WARRANTY),
)


def _attach_owners(items: list[Row], actor: Actor) -> None:
    """Add the active assignments of a page of assets by one query."""
    by_asset: dict[str, list[Row]] = defaultdict(list)
    held = Assignment.objects.active().filter(asset_id__in=[item["id"] for item in items])
    with_email = actor.may("user:read")
    for record in held.order_by("assigned_at", "pk").values_list(*rows.OWNER_FIELDS):
        by_asset[record[1]].append(rows.owner_row(record, with_email=with_email))
    for item in items:
        item["activeAssignments"] = by_asset[item["id"]]


ASSETS = ListSpec(
    name="assets",
    model=Asset,
    permission="asset:read",
    archived_permission="asset:delete",
    search_kind=search.ASSET,
    filters=ASSET_FILTERS,
    sorts={
        "name": "name_folded",
        "assetTag": "asset_tag",
        "serial": "serial",
        "status": "status",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
    },
    default_sort=("createdAt", True),
    fields=rows.ASSET_FIELDS,
    shape=rows.asset_row,
    attach=_attach_owners,
)

MODELS = ListSpec(
    name="asset-models",
    model=AssetModel,
    permission="assetModel:read",
    archived_permission="assetModel:delete",
    search_kind=search.MODEL,
    filters=(IdFilter("categoryId", "category", where=_in_category),),
    sorts={
        "name": "name_folded",
        "manufacturer": "manufacturer_folded",
        "sku": "sku",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
    },
    default_sort=("createdAt", True),
    fields=rows.MODEL_FIELDS,
    shape=rows.model_row,
)

LOCATIONS = ListSpec(
    name="locations",
    model=Location,
    permission="location:read",
    archived_permission="location:delete",
    search_kind=search.LOCATION,
    filters=(
        ChoiceFilter("type", field="type", choices=LocationType.values),
        IdFilter("parentId", "parent", where=_inside),
        BooleanFilter("root", where=lambda yes: _AT_THE_TOP if yes else ~_AT_THE_TOP),
    ),
    sorts={
        "name": "name_folded",
        "type": "type",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
    },
    default_sort=("createdAt", True),
    fields=rows.LOCATION_FIELDS,
    shape=rows.location_row,
)

CATEGORIES = ListSpec(
    name="asset-categories",
    model=Category,
    permission="category:read",
    archived_permission="category:delete",
    sorts={"name": "name_folded", "createdAt": "created_at", "updatedAt": "updated_at"},
    default_sort=("name", False),
    fields=rows.CATEGORY_FIELDS,
    shape=rows.category_row,
)
