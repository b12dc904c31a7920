"""New people, logins for directory people, new passwords: each password is shown once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lazyit.domains.people.access import get_person, sign_in_state
from lazyit.domains.people.actions.joining import create_with_asset, provision_local_account
from lazyit.domains.people.forms import NewPersonForm
from lazyit.foundation.accounts import mode
from lazyit.foundation.accounts.actions import reset_password
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.pages.notices import notify, warn
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import DomainError


@requires("user:manage")
@require_http_methods(["GET", "POST"])
def create_person(request: SignedRequest) -> HttpResponse:
    """Create a person with a login, and what they start with."""
    form = NewPersonForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, password, refusal = create_with_asset(
                actor=request.actor, asset_id=form.asset_id, **form.changes
            )
        except DomainError as error:
            form.refuse(error)
        else:
            if refusal:
                warn(request, _("The asset could not be assigned: %s") % refusal.message)
            return (
                _password_page(request, person, password) if password else _record(request, person)
            )
    return render(request, "people/new.html", {"form": form})


@requires("user:manage")
@require_http_methods(["GET", "POST"])
def reset(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Say what a reset does, then do it."""
    mode.require_passwords_here()
    person = get_person(request.actor, person_id)
    if request.method == "POST":
        person, password = reset_password(actor=request.actor, person_id=person_id)
        return _password_page(request, person, password)
    state = sign_in_state(request.actor, person)
    return render(request, "people/reset_password.html", {"person": person, "state": state})


@requires("user:manage")
@require_http_methods(["GET", "POST"])
def provision(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Say what a login means for a directory person, then give it."""
    mode.require_passwords_here()
    person = get_person(request.actor, person_id)
    if request.method == "POST":
        person, password = provision_local_account(actor=request.actor, person_id=person_id)
        return _password_page(request, person, password)
    if not person.directory_only:
        return redirect(f"/people/{person_id}")
    return render(request, "people/provision.html", {"person": person})


def _record(request: SignedRequest, person: Person) -> HttpResponse:
    notify(request, _("%(name)s was created.") % {"name": person.name})
    return redirect(f"/people/{person.pk}")


def _password_page(request: SignedRequest, person: Person, password: str) -> HttpResponse:
    # Drawn in the answer itself: a temporary password is never stored readable, not for a moment.
    answer = render(request, "people/password.html", {"person": person, "password": password})
    answer["Cache-Control"] = "no-store"
    return answer
