"""/api/asset-assignments"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from lazyit.domains.assets import rows
from lazyit.domains.assets.access import get_assignment
from lazyit.domains.assets.actions import assignments as actions
from lazyit.domains.assets.models import Assignment
from lazyit.foundation.rest.answers import answer, array
from lazyit.foundation.rest.authentication import ApiRequest, any_signed_in_person, needs
from lazyit.foundation.rest.schema import Body, Id, Instant, Optional2000
from lazyit.kernel.errors import Invalid
from lazyit.kernel.ids import is_id

router = Router(tags=["asset assignments"])
READ, WRITE = needs("asset:read"), needs("asset:write")


class AssignmentIn(Body):
    """A new hold of a person on an asset."""

    asset_id: Id
    user_id: UUID
    assigned_at: Instant | None = None
    notes: Optional2000 = None


class Notes(Body):
    """Notes that may be set or cleared."""

    notes: Optional2000 = None


class Acknowledgement(Body):
    """What the owner says on receipt."""

    note: Optional2000 = None


@router.get("", auth=READ)
def list_assignments(request: ApiRequest) -> HttpResponse:
    """List assignments by asset, by person, or both, newest first."""
    found = Assignment.objects.all()
    if asset_id := request.GET.get("assetId"):
        found = found.filter(asset_id=_opaque("assetId", asset_id))
    if user_id := request.GET.get("userId"):
        found = found.filter(user_id=_person("userId", user_id))
    if request.GET.get("activeOnly") == "true":
        found = found.active()
    return array(request, found.order_by("-assigned_at", "-pk"), rows.assignment_rows)


@router.post("", auth=WRITE)
def assign(request: ApiRequest, body: AssignmentIn) -> HttpResponse:
    """Give an asset to a person."""
    assignment = actions.assign_asset(actor=request.auth, **body.model_dump())
    return answer(rows.assignment_row(assignment), status=201)


@router.get("/{opaque:assignment_id}", auth=READ)
def read_assignment(request: ApiRequest, assignment_id: str) -> HttpResponse:
    """Return one assignment."""
    return answer(rows.assignment_row(get_assignment(request.auth, assignment_id)))


@router.patch("/{opaque:assignment_id}/release", auth=WRITE)
def release(request: ApiRequest, assignment_id: str, body: Notes) -> HttpResponse:
    """End a hold; notes may be left with it."""
    values = body.model_dump(exclude_unset=True)
    assignment = actions.release_assignment(
        actor=request.auth, assignment_id=assignment_id, values=values
    )
    return answer(rows.assignment_row(assignment))


@router.patch("/{opaque:assignment_id}/notes", auth=WRITE)
def edit_notes(request: ApiRequest, assignment_id: str, body: Notes) -> HttpResponse:
    """Change the notes, also after the release; null clears them."""
    assignment = actions.edit_assignment_notes(
        actor=request.auth, assignment_id=assignment_id, notes=body.notes
    )
    return answer(rows.assignment_row(assignment))


@router.post("/{opaque:assignment_id}/acknowledge", auth=any_signed_in_person())
def acknowledge(request: ApiRequest, assignment_id: str, body: Acknowledgement) -> HttpResponse:
    """Confirm receipt; only the owner may."""
    assignment = actions.acknowledge_assignment(
        actor=request.auth, assignment_id=assignment_id, note=body.note
    )
    return answer(rows.assignment_row(assignment), status=201)


def _opaque(path: str, value: str) -> str:
    if not is_id(value):
        raise Invalid.field(path, _("This is not an id."))
    return value


def _person(path: str, value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Invalid.field(path, _("This is not an id.")) from None
