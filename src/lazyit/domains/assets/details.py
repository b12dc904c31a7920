"""Single records in full: relations, paths, book value."""

from __future__ import annotations

from typing import Any

from lazyit.domains.assets import rows
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Location
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.spec import Row


def asset_detail(asset: Asset, actor: Actor) -> Row:
    """Return an asset with its relations, owners and today's book value."""
    model, location = asset.model, asset.location
    held = Assignment.objects.active().filter(asset=asset).order_by("assigned_at", "pk")
    with_email = actor.may("user:read")
    return {
        **rows.asset_plain(asset),
        "model": model_detail(model) if model and not model.deleted_at else None,
        "location": location_detail(location) if location and not location.deleted_at else None,
        "activeAssignments": [
            rows.owner_row(r, with_email=with_email) for r in held.values_list(*rows.OWNER_FIELDS)
        ],
        "currentBookValue": asset.book_value(),
    }


def model_detail(model: AssetModel) -> Row:
    """Return a model with its category, unless that is archived."""
    category = model.category
    live = category if category and not category.deleted_at else None
    return {**rows.model_plain(model), "category": live and {"id": live.id, "name": live.name}}


def location_detail(location: Location) -> Row:
    """Return a location with its path from the root."""
    return {**rows.location_plain(location), "path": path_of(location)}


def path_of(location: Location) -> list[dict[str, Any]]:
    """Return the way from the root to a location."""
    return [{"id": p.id, "name": p.name, "type": p.type} for p in location.path()]
