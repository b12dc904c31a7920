"""How records of the register look on the wire; lists fetch these fields and no others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Category, Location
from lazyit.foundation.listing.spec import Row
from lazyit.foundation.listing.wire import Instant, Midnight
from lazyit.kernel.clock import instant, midnight

_STAMPS = (Instant("created_at"), Instant("updated_at"), Instant("deleted_at"), "version")
# Model, its category and the location: the archive stamp comes first and hides the rest.
_MODEL = ("model__deleted_at", "model__id", "model__name", "model__manufacturer")
_CATEGORY = ("category__deleted_at", "category__id", "category__name")
_PLACE = ("location__deleted_at", "location__id", "location__name", "location__type")
ASSET_FIELDS = (
    "id",
    "name",
    "status",
    "serial",
    "asset_tag",
    "company",
    Midnight("purchase_date"),
    Midnight("warranty_end"),
    "purchase_cost",
    "salvage_value",
    "useful_life_months",
    "notes",
    *_STAMPS,
    *_MODEL,
    *(f"model__{name}" for name in _CATEGORY),
    *_PLACE,
)
MODEL_FIELDS = (
    "id",
    "name",
    "manufacturer",
    "sku",
    "description",
    "specs",
    *_STAMPS,
    *_CATEGORY,
)
LOCATION_FIELDS = (
    "id",
    "name",
    "type",
    "description",
    "address",
    "floor",
    "notes",
    *_STAMPS,
    "parent__deleted_at",
    "parent__id",
    "parent__name",
    "parent__type",
)
CATEGORY_FIELDS = (
    "id",
    "name",
    "description",
    "icon",
    "specs_schema",
    *_STAMPS,
)
OWNER_FIELDS = (
    "id",
    "asset_id",
    "user_id",
    "user__first_name",
    "user__last_name",
    "user__email",
    Instant("user__deleted_at"),
    Instant("acknowledged_at"),
)


def asset_row(r: tuple[Any, ...]) -> Row:
    """Shape one asset of a list."""
    return {
        "id": r[0],
        "name": r[1],
        "status": r[2],
        "serial": r[3],
        "assetTag": r[4],
        "modelId": r[17],
        "locationId": r[24],
        "company": r[5],
        "purchaseDate": r[6],
        "warrantyEnd": r[7],
        "purchaseCost": r[8],
        "salvageValue": r[9],
        "usefulLifeMonths": r[10],
        "notes": r[11],
        **_stamps(r[12:16]),
        "model": _model(r[16:23]),
        "location": _place(r[23:27]),
    }


def model_row(r: tuple[Any, ...]) -> Row:
    """Shape one model of a list."""
    return {
        "id": r[0],
        "name": r[1],
        "manufacturer": r[2],
        "sku": r[3],
        "description": r[4],
        "categoryId": r[11],
        "specs": r[5],
        **_stamps(r[6:10]),
        "category": _category(r[10:13]),
    }


def location_row(r: tuple[Any, ...]) -> Row:
    """Shape one location of a list."""
    return {
        "id": r[0],
        "name": r[1],
        "type": r[2],
        "description": r[3],
        "address": r[4],
        "floor": r[5],
        "notes": r[6],
        "parentId": r[12],
        **_stamps(r[7:11]),
        "parent": _place(r[11:15]),
    }


def category_row(r: tuple[Any, ...]) -> Row:
    """Shape one category of a list."""
    return {
        "id": r[0],
        "name": r[1],
        "description": r[2],
        "icon": r[3],
        "specsSchema": r[4],
        **_stamps(r[5:9]),
    }


def owner_row(r: tuple[Any, ...], *, with_email: bool) -> Row:
    """Shape one active assignment inside an asset."""
    user = {
        "id": str(r[2]),
        "firstName": r[3],
        "lastName": r[4],
        "deletedAt": r[6],
    }
    if with_email:
        user["email"] = r[5]
    return {
        "id": r[0],
        "userId": str(r[2]),
        "acknowledgedAt": r[7],
        "user": user,
    }


def assignment_row(a: Assignment) -> Row:
    """Shape an assignment on its own; its people must be loaded."""
    return {
        "id": a.id,
        "assetId": a.asset_id,
        "userId": str(a.user_id),
        "assignedAt": instant(a.assigned_at),
        "releasedAt": a.released_at and instant(a.released_at),
        "assignedById": a.assigned_by_id and str(a.assigned_by_id),
        "releasedById": a.released_by_id and str(a.released_by_id),
        "notes": a.notes,
        "acknowledgedAt": a.acknowledged_at and instant(a.acknowledged_at),
        "acknowledgedById": a.acknowledged_by_id and str(a.acknowledged_by_id),
        "acknowledgeNote": a.acknowledge_note,
    }


def assignment_rows(assignments: Iterable[Assignment]) -> list[Row]:
    """Shape several assignments."""
    return [assignment_row(a) for a in assignments]


def asset_plain(asset: Asset) -> Row:
    """Shape an asset without its relations, as create and update answer."""
    return {
        "id": asset.id,
        "name": asset.name,
        "status": asset.status,
        "serial": asset.serial,
        "assetTag": asset.asset_tag,
        "modelId": asset.model_id,
        "locationId": asset.location_id,
        "company": asset.company,
        "purchaseDate": asset.purchase_date and midnight(asset.purchase_date),
        "warrantyEnd": asset.warranty_end and midnight(asset.warranty_end),
        "purchaseCost": asset.purchase_cost,
        "salvageValue": asset.salvage_value,
        "usefulLifeMonths": asset.useful_life_months,
        "notes": asset.notes,
        "specs": asset.specs,
        **_record(asset),
    }


def model_plain(model: AssetModel) -> Row:
    """Shape a model without its relations."""
    return {
        "id": model.id,
        "name": model.name,
        "manufacturer": model.manufacturer,
        "sku": model.sku,
        "description": model.description,
        "categoryId": model.category_id,
        "specs": model.specs,
        **_record(model),
    }


def location_plain(location: Location) -> Row:
    """Shape a location without its relations."""
    return {
        "id": location.id,
        "name": location.name,
        "type": location.type,
        "description": location.description,
        "address": location.address,
        "floor": location.floor,
        "notes": location.notes,
        "parentId": location.parent_id,
        **_record(location),
    }


def category_plain(category: Category) -> Row:
    """Shape a category."""
    return {
        "id": category.id,
        "name": category.name,
        "description": category.description,
        "icon": category.icon,
        "specsSchema": category.specs_schema,
        **_record(category),
    }


def _record(record: Any) -> Row:
    return {
        "createdAt": instant(record.created_at),
        "updatedAt": instant(record.updated_at),
        "deletedAt": record.deleted_at and instant(record.deleted_at),
        "version": record.version,
    }


def _stamps(r: tuple[Any, ...]) -> Row:
    return {
        "createdAt": r[0],
        "updatedAt": r[1],
        "deletedAt": r[2],
        "version": r[3],
    }


def _model(r: tuple[Any, ...]) -> Row | None:
    if r[1] is None or r[0] is not None:
        return None
    return {"id": r[1], "name": r[2], "manufacturer": r[3], "category": _category(r[4:7])}


def _category(r: tuple[Any, ...]) -> Row | None:
    return None if r[1] is None or r[0] is not None else {"id": r[1], "name": r[2]}


def _place(r: tuple[Any, ...]) -> Row | None:
    if r[1] is None or r[0] is not None:
        return None
    return {"id": r[1], "name": r[2], "type": r[3]}
