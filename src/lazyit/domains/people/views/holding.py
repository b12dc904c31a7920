"""What a person holds: assigning and releasing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lazyit.domains.assets.access import get_assignment
from lazyit.domains.assets.actions.assignments import assign_asset, release_assignment
from lazyit.domains.people.access import get_person
from lazyit.domains.people.forms import AssignForm
from lazyit.domains.people.views.refusals import told_on_the_record
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.pages.dialogs import done
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import DomainError, NotFound


@requires("asset:write")
@require_http_methods(["GET", "POST"])
def assign(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Assign an asset to the person."""
    person = get_person(request.actor, person_id)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            assign_asset(
                actor=request.actor,
                asset_id=values["asset"],
                user_id=person_id,
                notes=values["notes"],
            )
        except DomainError as error:
            form.refuse(error)
        else:
            text = _("Assigned to %(name)s.") % {"name": person.name}
            return done(request, f"/people/{person_id}", text)
    return render(request, "people/assign.html", {"person": person, "form": form})


@requires("asset:write")
@require_POST
@told_on_the_record
def release(request: SignedRequest, person_id: UUID, assignment_id: str) -> HttpResponse:
    """Release an asset."""
    assignment = get_assignment(request.actor, assignment_id)
    if assignment.user_id != person_id:
        raise NotFound(_("There is no such assignment."))
    release_assignment(actor=request.actor, assignment_id=assignment_id)
    text = _("%(asset)s was released.") % {"asset": assignment.asset.name}
    undo = f"/people/{person_id}/assign-again/{assignment.asset_id}"
    return done(request, f"/people/{person_id}", text, undo=undo)


@requires("asset:write")
@require_POST
@told_on_the_record
def assign_again(request: SignedRequest, person_id: UUID, asset_id: str) -> HttpResponse:
    """Undo a release by assigning the asset again."""
    assign_asset(actor=request.actor, asset_id=asset_id, user_id=person_id)
    return done(request, f"/people/{person_id}", _("Assigned again."))
