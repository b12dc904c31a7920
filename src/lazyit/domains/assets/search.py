"""What can be found of assets, models and locations."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.models import Asset, AssetModel, Location
from lazyit.foundation.search.index import Document, put_many
from lazyit.foundation.search.kinds import Kind, add_kinds

ASSET, MODEL, LOCATION = "asset", "assetModel", "location"


def register_kinds() -> None:
    """Declare what can be found of the register."""
    add_kinds(
        Kind(ASSET, _("Assets"), "asset", "asset:read", "/assets", 10, ("assets",)),
        Kind(MODEL, _("Models"), "model", "assetModel:read", "/asset-models", 30, ("models",)),
        Kind(
            LOCATION, _("Locations"), "location", "location:read", "/locations", 40, ("locations",)
        ),
    )


def asset_document(asset: Asset) -> Document:
    """Describe an asset by everything a person would call it."""
    model = asset.model
    parts = [asset.name, asset.serial, asset.asset_tag]
    parts += [model.name, model.manufacturer] if model else []
    shown = [asset.asset_tag, model.name if model else None]
    return Document(
        kind=ASSET,
        record_id=asset.id,
        permission="asset:read",
        title=asset.name,
        subtitle=" · ".join(p for p in shown if p),
        text=" ".join(p for p in parts if p),
        keys=tuple(key for key in (asset.serial, asset.asset_tag) if key),
        live=asset.deleted_at is None,
    )


def model_document(model: AssetModel) -> Document:
    """Describe a model."""
    parts = [model.name, model.manufacturer, model.sku]
    return Document(
        kind=MODEL,
        record_id=model.id,
        permission="assetModel:read",
        title=model.name,
        subtitle=model.manufacturer,
        text=" ".join(p for p in parts if p),
        keys=(model.sku,) if model.sku else (),
        live=model.deleted_at is None,
    )


def location_document(location: Location) -> Document:
    """Describe a location."""
    parts = [location.name, location.address, location.floor, location.description]
    return Document(
        kind=LOCATION,
        record_id=location.id,
        permission="location:read",
        title=location.name,
        subtitle=location.address or "",
        text=" ".join(p for p in parts if p),
        live=location.deleted_at is None,
    )


def index_assets(assets: Iterable[Asset]) -> None:
    """Write the search entries of assets whose models are loaded."""
    put_many(asset_document(a) for a in assets)
