"""A person's record: facts, what they hold and held, reports, sign-in, history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lazyit.domains.assets.access import assignments_of, held_counts
from lazyit.domains.people.access import get_person, reports_of, sign_in_state
from lazyit.domains.people.timeline import person_timeline
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.models import ROLE_LABELS, Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages.context import layout
from lazyit.foundation.rbac.requirements import requires

PAST_SHOWN = 50


@requires("user:read")
@require_GET
def person_record(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Show one person."""
    person = get_person(request.actor, person_id)
    context = {
        "base": "pages/record.html" if request.actor.may("user:manage") else layout(request),
        "person": person,
        "is_self": request.actor.person_id == person.pk,
        "roles": ROLE_LABELS,
        "reports": reports_of(person),
        **_holdings(request.actor, person),
        **_for_managers(request, person),
    }
    return render(request, "people/person.html", context)


@requires("user:read")
@require_GET
def person_preview(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Draw the card that a link to a person shows."""
    person = get_person(request.actor, person_id)
    held = held_counts([person.pk]).get(person.pk, 0)
    return render(request, "people/preview.html", {"person": person, "held": held})


def _holdings(actor: Actor, person: Person) -> dict[str, Any]:
    if not actor.may("asset:read"):
        return {}
    found = assignments_of(actor, person.pk)
    past = found.exclude(released_at=None).order_by("-released_at", "-pk")
    return {"held": found.filter(released_at=None), "past": list(past[:PAST_SHOWN])}


def _for_managers(request: SignedRequest, person: Person) -> dict[str, Any]:
    if not request.actor.may("user:manage"):
        return {}
    return {
        "state": sign_in_state(request.actor, person),
        "timeline": person_timeline(request.actor, person, request.GET.get("before")),
    }
