"""Who holds what: assigning, releasing, acknowledging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.domains.assets.actions import references
from lazyit.domains.assets.events import AssetEvent
from lazyit.domains.assets.models import Asset, AssetHistory, Assignment
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.records import writing
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, Invalid, NotFound

CLOCK_SKEW = timedelta(minutes=1)  # a caller's clock may run a little ahead of ours


@transaction.atomic
def assign_asset(
    *,
    actor: Actor,
    asset_id: str,
    user_id: UUID,
    assigned_at: datetime | None = None,
    notes: str | None = None,
) -> Assignment:
    """Give an asset to a person; several people may hold it at once.

    Raises Invalid if either is archived or the person inactive, Conflict if they hold it already.
    """
    actor.require("asset:write")
    asset = _locked_asset(asset_id)
    person = references.possible_owner(user_id)
    _refuse_future(assigned_at)
    with writing.unique(assignment_active="userId"):
        assignment = Assignment.objects.create(
            asset=asset,
            user=person,
            assigned_at=assigned_at or clock.now(),
            assigned_by_id=actor.person_id,
            notes=notes,
        )
    AssetHistory.record(actor, asset.pk, AssetEvent.ASSIGNED, {"userId": str(person.pk)})
    return assignment


@transaction.atomic
def release_assignment(
    *, actor: Actor, assignment_id: str, values: dict[str, Any] | None = None
) -> Assignment:
    """End one person's hold on an asset; ``values`` may carry ``notes``.

    Raises Conflict if it has already been released.
    """
    actor.require("asset:write")
    assignment = writing.lock(Assignment.objects.all(), assignment_id)
    if assignment.released_at is not None:
        raise Conflict(_("This assignment has already been released."), code="already_in_state")
    return _release(actor, assignment, values or {})


@transaction.atomic
def release_assignments(
    *, actor: Actor, assignment_ids: Sequence[str], values: dict[str, Any] | None = None
) -> list[Assignment]:
    """End several holds together, or none.

    Raises Conflict if one of them has already been released.
    """
    return [
        release_assignment(actor=actor, assignment_id=each, values=values)
        for each in sorted(set(assignment_ids))
    ]


@transaction.atomic
def release_all_of(*, actor: Actor, user_id: UUID) -> list[Assignment]:
    """End every hold of a person who leaves; the caller has locked them, so none is added."""
    actor.require("user:manage")  # offboarding is one permission, not one a thing released
    held = Assignment.objects.active().filter(user_id=user_id).order_by("pk")
    rows = held.select_for_update(no_key=True, of=("self",))
    return [_release(actor, assignment, {}) for assignment in rows]


@transaction.atomic
def edit_assignment_notes(*, actor: Actor, assignment_id: str, notes: str | None) -> Assignment:
    """Change an assignment's notes, also after its release; None clears them."""
    actor.require("asset:write")
    assignment = writing.lock(Assignment.objects.all(), assignment_id)
    if changes := writing.apply(assignment, {"notes": notes}):
        assignment.save(update_fields=["notes"])
        payload = {
            "userId": str(assignment.user_id),
            "fields": {"assignmentNotes": changes["notes"]},
        }
        AssetHistory.record(actor, assignment.asset_id, AssetEvent.UPDATED, payload)
    return assignment


@transaction.atomic
def acknowledge_assignment(
    *, actor: Actor, assignment_id: str, note: str | None = None
) -> Assignment:
    """Confirm receipt of an asset; only its owner may, once, while holding it.

    Raises Conflict if it is not the caller's, released, or already acknowledged.
    """
    person_id = actor.require_person()
    assignment = Assignment.objects.select_for_update().filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound(_("There is no such assignment."))
    if assignment.user_id != person_id or assignment.released_at or assignment.acknowledged_at:
        raise Conflict(_("There is nothing here for you to acknowledge."), code="wrong_state")
    assignment.acknowledged_at, assignment.acknowledged_by_id = clock.now(), person_id
    assignment.acknowledge_note = note
    assignment.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledge_note"])
    payload = {"userId": str(person_id)}
    AssetHistory.record(actor, assignment.asset_id, AssetEvent.ACKNOWLEDGED, payload)
    return assignment


def _release(actor: Actor, assignment: Assignment, values: dict[str, Any]) -> Assignment:
    assignment.released_at, assignment.released_by_id = clock.now(), actor.person_id
    changes = writing.apply(assignment, values)
    assignment.save(update_fields=["released_at", "released_by", *changes])
    payload: dict[str, Any] = {"userId": str(assignment.user_id)}
    if "notes" in changes:
        payload["fields"] = {"assignmentNotes": changes["notes"]}
    AssetHistory.record(actor, assignment.asset_id, AssetEvent.RELEASED, payload)
    return assignment


def _locked_asset(asset_id: str) -> Asset:
    rows = Asset.objects.live().select_for_update(no_key=True, of=("self",))
    asset = rows.filter(pk=asset_id).first()
    if asset is None:
        message = _("There is no such asset, or it is archived.")
        raise Invalid.field("assetId", message, code="unknown")
    return asset


def _refuse_future(moment: datetime | None) -> None:
    if moment and moment > clock.now() + CLOCK_SKEW:
        raise Invalid.field("assignedAt", _("The date lies in the future."), code="out_of_range")
