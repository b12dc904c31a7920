"""Changing a person: the profile as a form or fact by fact, role, activity."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lazyit.domains.people.access import get_person
from lazyit.domains.people.forms import EditForm, FactForm
from lazyit.domains.people.views.refusals import told_on_the_record
from lazyit.foundation.accounts.actions import (
    activate_person,
    change_role,
    deactivate_person,
    remove_two_factor,
    update_person,
)
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.models import ROLE_LABELS
from lazyit.foundation.pages.dialogs import done
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import DomainError, NotFound, Stale

CHANGED = {"HX-Trigger": "lz:changed"}
FACTS = ("email", "username", "legajo", "manager")


@requires("user:manage")
@require_http_methods(["GET", "POST"])
def edit_person(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Edit the profile."""
    person = get_person(request.actor, person_id)
    form = EditForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form, person_id):
        return done(request, f"/people/{person_id}", _("Saved."))
    return render(request, "people/edit.html", {"person": person, "form": form})


@requires("user:manage")
@require_http_methods(["GET", "POST"])
def edit_fact(request: SignedRequest, person_id: UUID, name: str) -> HttpResponse:
    """Edit one fact in place; without htmx the whole form does it."""
    if name not in FACTS:
        raise NotFound(_("There is nothing here."))
    if not request.headers.get("HX-Request"):
        return redirect(f"/people/{person_id}/edit")
    person = get_person(request.actor, person_id)
    form = FactForm(person, name, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form, person_id):
        return HttpResponse(status=204, headers=CHANGED)
    answer = render(
        request, "people/fact_form.html", {"person": person, "form": form, "name": name}
    )
    if form.is_bound:  # what was wrong stays inside the fact
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#fact-{name} dd", "innerHTML"
    return answer


@requires("user:manage")
@require_GET
def leave_fact(request: SignedRequest, person_id: UUID, name: str) -> HttpResponse:  # noqa: ARG001 -- the record draws it
    """Leave the form of a fact: the record shows it again."""
    return HttpResponse(status=204, headers=CHANGED)


@requires("user:manage")
@require_POST
@told_on_the_record
def set_role(request: SignedRequest, person_id: UUID, role: str) -> HttpResponse:
    """Give the person another role."""
    before = get_person(request.actor, person_id)
    person = change_role(actor=request.actor, person_id=person_id, role=role)
    text = _("%(name)s is now: %(role)s.") % {"name": person.name, "role": dict(ROLE_LABELS)[role]}
    undo = f"/people/{person_id}/role/{before.role}"
    return done(request, f"/people/{person_id}", text, undo=undo)


@requires("user:manage")
@require_POST
@told_on_the_record
def deactivate(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Block the person's sign-in and end their sessions."""
    person = deactivate_person(actor=request.actor, person_id=person_id)
    text = _("%(name)s can no longer sign in.") % {"name": person.name}
    undo = f"/people/{person_id}/activate"
    return done(request, f"/people/{person_id}", text, undo=undo)


@requires("user:manage")
@require_POST
@told_on_the_record
def turn_two_factor_off(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Let somebody who lost the device and the codes sign in with the password alone."""
    person = remove_two_factor(actor=request.actor, person_id=person_id)
    text = _("%(name)s now signs in with the password alone.") % {"name": person.name}
    return done(request, f"/people/{person_id}", text)


@requires("user:manage")
@require_POST
@told_on_the_record
def activate(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Let the person sign in again."""
    person = activate_person(actor=request.actor, person_id=person_id)
    text = _("%(name)s is active again.") % {"name": person.name}
    undo = f"/people/{person_id}/deactivate"
    return done(request, f"/people/{person_id}", text, undo=undo)


def _saved(request: SignedRequest, form: EditForm, person_id: UUID) -> bool:
    try:
        update_person(
            actor=request.actor,
            person_id=person_id,
            changes=form.changes,
            expected_version=form.expected_version,
        )
    except Stale:
        form.show_current(get_person(request.actor, person_id))
        return False
    except DomainError as error:
        form.refuse(error)
        return False
    return True
