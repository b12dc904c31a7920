"""Creating and assigning many assets in a few statements, by the rules that hold for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from lazyit.domains.assets.actions import tags
from lazyit.domains.assets.events import AssetEvent
from lazyit.domains.assets.models import Asset, AssetHistory, AssetModel, Assignment, Location
from lazyit.domains.assets.search import index_assets
from lazyit.domains.assets.specs import check_specs
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.records import writing
from lazyit.kernel import clock
from lazyit.kernel.errors import Invalid

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class NewAsset:
    """What one asset is made of, and where it comes from."""

    values: dict[str, Any]
    provenance: dict[str, Any]


@transaction.atomic
def create_assets(*, actor: Actor, drafts: Sequence[NewAsset]) -> list[Asset]:
    """Create assets as `create_asset` does, all or none.

    Raises Invalid for an archived model or location, Conflict for a taken serial or tag.
    """
    actor.require("asset:write")
    known = _locked(AssetModel.objects.all(), (d.values.get("model_id") for d in drafts), "modelId")
    _locked(Location.objects.all(), (d.values.get("location_id") for d in drafts), "locationId")
    assets = [_built(draft.values, known) for draft in drafts]
    _insert([asset for asset in assets if asset.asset_tag is not None])
    _insert([_tagged(asset) for asset in assets if asset.asset_tag is None])
    AssetHistory.objects.bulk_create(
        AssetHistory.entry(actor, asset.pk, AssetEvent.CREATED, draft.provenance)
        for asset, draft in zip(assets, drafts, strict=True)
    )
    index_assets(assets)
    return assets


@transaction.atomic
def assign_pairs(*, actor: Actor, pairs: Sequence[tuple[str, UUID]]) -> list[Assignment]:
    """Give each asset to a person, all or none.

    Raises Invalid for somebody archived or inactive, Conflict for a pair that exists.
    """
    actor.require("asset:write")
    _locked(Asset.objects.all(), (asset_id for asset_id, _person in pairs), "assetId")
    people = _locked(Person.objects.all(), (person_id for _asset, person_id in pairs), "userId")
    if not all(person.is_active for person in people.values()):
        raise Invalid.field("userId", _("This person is inactive."), code="inactive")
    now = clock.now()
    with writing.unique(assignment_active="userId"):
        assignments = Assignment.objects.bulk_create(
            Assignment(
                asset_id=asset_id,
                user_id=person_id,
                assigned_at=now,
                assigned_by_id=actor.person_id,
            )
            for asset_id, person_id in pairs
        )
    AssetHistory.objects.bulk_create(
        AssetHistory.entry(actor, asset_id, AssetEvent.ASSIGNED, {"userId": str(person_id)})
        for asset_id, person_id in pairs
    )
    return assignments


def _built(values: dict[str, Any], known: dict[Any, AssetModel]) -> Asset:
    asset = Asset(**values)
    asset.model = known.get(asset.model_id)
    defaults = asset.model.specs if asset.model else {}
    asset.specs = check_specs({**defaults, **(asset.specs or {})})
    return asset


def _tagged(asset: Asset) -> Asset:
    asset.asset_tag = tags.allocate()
    return asset


def _insert(assets: list[Asset]) -> None:
    with writing.unique(asset_serial_live="serial", asset_tag_live="assetTag"):
        Asset.objects.bulk_create(assets)


def _locked(rows: models.QuerySet[Row], ids: Iterable[Any], path: str) -> dict[Any, Row]:
    """Lock live rows in the order of their ids; raise Invalid unless all of them are live."""
    wanted = {row_id for row_id in ids if row_id is not None}
    live = rows.filter(pk__in=wanted, deleted_at=None).order_by("pk")
    found = {row.pk: row for row in live.select_for_update(no_key=True, of=("self",))}
    if len(found) < len(wanted):
        raise Invalid.field(path, _("There is no such record, or it is archived."), code="unknown")
    return found
