"""Creating, editing, archiving and restoring assets."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lazyit.domains.assets.actions import references, tags
from lazyit.domains.assets.events import AssetEvent
from lazyit.domains.assets.models import Asset, AssetHistory
from lazyit.domains.assets.search import asset_document
from lazyit.domains.assets.specs import check_specs, differences
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.records import writing
from lazyit.foundation.records.writing import Changes
from lazyit.foundation.search import index
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict

TAG_ATTEMPTS = 5  # only another caller's explicit tag can take the one just found free
_UNIQUE = {"asset_serial_live": "serial", "asset_tag_live": "assetTag"}
# Columns with an event of their own; all others share UPDATED.
_EVENTS = {
    "status": AssetEvent.STATUS_CHANGED,
    "location_id": AssetEvent.LOCATION_CHANGED,
    "model_id": AssetEvent.MODEL_CHANGED,
    "asset_tag": AssetEvent.TAG_CHANGED,
}
_SEARCHED = {"name", "serial", "asset_tag", "model_id"}


@transaction.atomic
def create_asset(
    *, actor: Actor, values: dict[str, Any], provenance: dict[str, Any] | None = None
) -> Asset:
    """Create an asset; a model's default specs are copied in, a tag allocated if none is given.

    Raises Invalid for an archived model or location, Conflict for a taken serial or tag.
    """
    actor.require("asset:write")
    asset = Asset(**values)
    asset.model = references.live_model(asset.model_id)
    asset.location = references.live_location(asset.location_id)
    defaults = asset.model.specs if asset.model else {}
    asset.specs = check_specs({**defaults, **(asset.specs or {})})
    _insert(asset)
    AssetHistory.record(actor, asset.pk, AssetEvent.CREATED, provenance)
    index.put(asset_document(asset))
    return asset


@transaction.atomic
def update_asset(
    *,
    actor: Actor,
    asset_id: str,
    values: dict[str, Any],
    expected_version: int | None = None,
    provenance: dict[str, Any] | None = None,
) -> Asset:
    """Change the given fields; one history row a changed dimension, none if nothing differs.

    Raises NotFound, Stale, Invalid for an archived model or location, Conflict for a taken value.
    """
    actor.require("asset:write")
    asset = writing.lock(Asset.objects.live(), asset_id)
    writing.check_version(asset, expected_version)
    _check_references(asset, values)
    specs_before = asset.specs
    with writing.unique(**_UNIQUE):
        changes = writing.apply(asset, values)
        if changes:
            writing.save(asset, changes)
    AssetHistory.objects.bulk_create(history_of(actor, asset, changes, specs_before, provenance))
    if _SEARCHED & changes.keys():
        index.put(asset_document(asset))
    return asset


@transaction.atomic
def archive_asset(*, actor: Actor, asset_id: str, expected_version: int | None = None) -> Asset:
    """Take an asset out of use; its assignments stay, its serial and tag become free."""
    actor.require("asset:delete")
    asset = writing.lock(Asset.objects.live(), asset_id)
    writing.check_version(asset, expected_version)
    _stamp(asset, archived=True)
    AssetHistory.record(actor, asset.pk, AssetEvent.DELETED)
    index.put(asset_document(asset))
    return asset


@transaction.atomic
def restore_asset(*, actor: Actor, asset_id: str) -> Asset:
    """Bring an archived asset back; a live one stays as it is.

    Raises Conflict if a live asset has taken its serial or tag.
    """
    actor.require("asset:delete")
    asset = writing.lock(Asset.objects.all(), asset_id)
    if asset.deleted_at is None:
        return asset
    with writing.unique(**_UNIQUE):
        _stamp(asset, archived=False)
    AssetHistory.record(actor, asset.pk, AssetEvent.RESTORED)
    index.put(asset_document(asset))
    return asset


def history_of(
    actor: Actor,
    asset: Asset,
    changes: Changes,
    specs_before: dict[str, Any],
    provenance: dict[str, Any] | None = None,
) -> list[AssetHistory]:
    """Return the history rows of a change: one a dimension, the plain fields together."""
    rows: list[tuple[str, dict[str, Any] | None]] = []
    for column, event in _EVENTS.items():
        if column in changes:
            rows.append((event, changes[column]))
    if "specs" in changes:
        rows.append((AssetEvent.SPECS_CHANGED, {"keys": differences(specs_before, asset.specs)}))
    fields = {k: v for k, v in changes.items() if k not in _EVENTS and k != "specs"}
    if fields or provenance:
        rows.append(
            (AssetEvent.UPDATED, {**(provenance or {}), **({"fields": fields} if fields else {})})
        )
    return [AssetHistory.entry(actor, asset.pk, event, payload) for event, payload in rows]


def _insert(asset: Asset) -> None:
    if asset.asset_tag is not None:
        with writing.unique(**_UNIQUE):
            asset.save(force_insert=True)
        return
    for _attempt in range(TAG_ATTEMPTS):
        asset.asset_tag = tags.allocate()
        if _inserted(asset):
            return
    raise Conflict(_("No free tag could be taken. Try again."), code="tag_contention")


def _inserted(asset: Asset) -> bool:
    """Insert; False if another caller's explicit tag came in between."""
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name == "asset_tag_live":
            return False
        if name in _UNIQUE:
            raise writing.taken(_UNIQUE[name]) from None
        raise
    return True


def _check_references(asset: Asset, values: dict[str, Any]) -> None:
    if "model_id" in values and values["model_id"] != asset.model_id:
        references.live_model(values["model_id"])
    if "location_id" in values and values["location_id"] != asset.location_id:
        references.live_location(values["location_id"])
    if "specs" in values:
        check_specs(values["specs"])


def _stamp(asset: Asset, *, archived: bool) -> None:
    asset.deleted_at = clock.now() if archived else None
    writing.save(asset, {"deleted_at": {}})
