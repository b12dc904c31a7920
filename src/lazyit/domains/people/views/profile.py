"""My profile: who I am here and what I hold."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lazyit.domains.assets.access import assignments_of
from lazyit.domains.assets.actions.assignments import acknowledge_assignment
from lazyit.domains.people.access import own_person
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.rbac.requirements import signed_in
from lazyit.kernel.errors import Conflict


@signed_in
@require_GET
def profile(request: SignedRequest) -> HttpResponse:
    """Show the signed-in person to themselves."""
    person = own_person(request.actor)
    held = assignments_of(request.actor, person.pk).filter(released_at=None, asset__deleted_at=None)
    return render(request, "people/profile.html", {"person": person, "held": held})


@signed_in
@require_POST
def acknowledge(request: SignedRequest, assignment_id: str) -> HttpResponse:
    """Confirm receipt of an asset."""
    try:
        acknowledge_assignment(actor=request.actor, assignment_id=assignment_id)
    except Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        notify(request, _("Receipt acknowledged."))
    return redirect("/profile")
