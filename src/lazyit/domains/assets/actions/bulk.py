"""One change for many assets: a transaction, a history row an asset, a result a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lazyit.domains.assets.actions import references
from lazyit.domains.assets.actions.assets import history_of, restore_asset
from lazyit.domains.assets.actions.assignments import assign_asset
from lazyit.domains.assets.events import AssetEvent
from lazyit.domains.assets.models import Asset, AssetHistory, Assignment
from lazyit.domains.assets.search import index_assets
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.records import writing
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, Invalid

MAX_AT_ONCE = 200


@dataclass
class BulkResult:
    """What became of each id: done, or why not."""

    requested: int
    succeeded: list[str] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)

    def skip(self, ids: Iterable[str], reason: str) -> None:
        """Note why some ids were left alone."""
        self.skipped += [{"id": i, "reason": reason} for i in ids]

    def body(self) -> dict[str, Any]:
        """Return the API's answer."""
        return {
            "requested": self.requested,
            "succeeded": self.succeeded,
            "skipped": self.skipped,
        }


def check_ids(ids: Sequence[str]) -> list[str]:
    """Return the distinct ids; raise Invalid unless there are 1 to 200."""
    distinct = list(dict.fromkeys(ids))
    if not 1 <= len(distinct) <= MAX_AT_ONCE:
        raise Invalid.field("ids", _("Name 1 to 200 different assets."), code="out_of_range")
    return distinct


def set_fields(*, actor: Actor, ids: Sequence[str], values: dict[str, Any]) -> BulkResult:
    """Give many assets the same status, location, model or company."""
    actor.require("asset:write")
    return _change(ids, lambda found: _set(actor, found, values))


@transaction.atomic
def archive_assets(*, actor: Actor, ids: Sequence[str], release: bool = False) -> BulkResult:
    """Take many assets out of use, if wished also out of their owners' hands."""
    actor.require("asset:delete")
    if release:
        release_assets(actor=actor, ids=ids)
    return _change(ids, lambda found: _archive(actor, found))


@transaction.atomic
def restore_assets(*, actor: Actor, ids: Sequence[str]) -> BulkResult:
    """Bring many assets back; one whose serial or tag is taken is skipped, not the others."""
    actor.require("asset:delete")
    result = BulkResult(len(ids))
    states = dict(Asset.objects.filter(pk__in=ids).values_list("pk", "deleted_at"))
    for asset_id in sorted(ids):
        if asset_id not in states:
            result.skip([asset_id], "not_found")
        elif states[asset_id] is None:
            result.skip([asset_id], "already_in_state")
        else:
            _try(result, asset_id, lambda i=asset_id: restore_asset(actor=actor, asset_id=i))  # type: ignore[misc]  # bound now
    return result


@transaction.atomic
def assign_assets(
    *, actor: Actor, ids: Sequence[str], user_id: UUID, notes: str | None = None
) -> BulkResult:
    """Give many assets to one person; what they already hold is skipped."""
    actor.require("asset:write")
    result, found = _locked(ids)
    references.possible_owner(user_id)  # after the assets, as where one is assigned
    for asset_id in sorted(found):
        _try(
            result,
            asset_id,
            lambda i=asset_id: assign_asset(  # type: ignore[misc]  # bound now
                actor=actor, asset_id=i, user_id=user_id, notes=notes
            ),
            reason="already_in_state",
        )
    return result


@transaction.atomic
def release_assets(*, actor: Actor, ids: Sequence[str]) -> BulkResult:
    """Take many assets back from whoever holds them."""
    actor.require("asset:write")
    result, found = _locked(ids)
    active = Assignment.objects.active().filter(asset_id__in=found).order_by("pk")
    held = list(active.select_for_update(no_key=True))
    Assignment.objects.filter(pk__in=[a.pk for a in held]).update(
        released_at=clock.now(), released_by=actor.person_id
    )
    AssetHistory.objects.bulk_create(
        AssetHistory.entry(actor, a.asset_id, AssetEvent.RELEASED, {"userId": str(a.user_id)})
        for a in held
    )
    result.succeeded = sorted({a.asset_id for a in held})
    result.skip(sorted(found.keys() - set(result.succeeded)), "already_in_state")
    return result


@transaction.atomic
def _change(ids: Sequence[str], change: Callable[[dict[str, Asset]], list[str]]) -> BulkResult:
    result, found = _locked(ids)
    result.succeeded = change(found)
    result.skip(sorted(found.keys() - set(result.succeeded)), "already_in_state")
    return result


def _locked(ids: Sequence[str]) -> tuple[BulkResult, dict[str, Asset]]:
    """Lock the live assets among the ids, always in one order so that callers cannot deadlock."""
    result = BulkResult(len(ids))
    rows = (
        Asset.objects.live()
        .filter(pk__in=ids)
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    found = {asset.pk: asset for asset in rows}
    result.skip([i for i in ids if i not in found], "not_found")
    return result, found


def _set(actor: Actor, found: dict[str, Asset], values: dict[str, Any]) -> list[str]:
    references.live_model(values.get("model_id"))
    references.live_location(values.get("location_id"))
    changed = [(a, changes) for a in found.values() if (changes := writing.apply(a, values))]
    told = (history_of(actor, asset, changes, asset.specs) for asset, changes in changed)
    AssetHistory.objects.bulk_create(row for rows in told for row in rows)
    ids = [asset.pk for asset, _changes in changed]
    _update(ids, values)
    if "model_id" in values:
        index_assets(Asset.objects.filter(pk__in=ids).select_related("model"))
    return ids


def _archive(actor: Actor, found: dict[str, Asset]) -> list[str]:
    ids = list(found)
    _update(ids, {"deleted_at": clock.now()})
    AssetHistory.objects.bulk_create(
        AssetHistory.entry(actor, i, AssetEvent.DELETED, None) for i in ids
    )
    index_assets(Asset.objects.filter(pk__in=ids).select_related("model"))
    return ids


def _update(ids: list[str], values: dict[str, Any]) -> None:
    Asset.objects.filter(pk__in=ids).update(
        **values, version=F("version") + 1, updated_at=clock.now()
    )


def _try(
    result: BulkResult, asset_id: str, change: Callable[[], object], reason: str = "conflict"
) -> None:
    try:
        change()
    except Conflict:
        result.skip([asset_id], reason)
    else:
        result.succeeded.append(asset_id)
