"""Leaving and returning: the sheet says what will happen, in numbers and names."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lazyit.domains.assets.access import assignments_of
from lazyit.domains.people.access import get_person, reports_of, sign_in_state
from lazyit.domains.people.actions.offboarding import Offboarding, offboard_person
from lazyit.domains.people.forms import OffboardForm
from lazyit.foundation.accounts.actions import restore_person
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.pages.dialogs import done, go, refused
from lazyit.foundation.pages.formats import number
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import Conflict, DomainError, NotFound


@requires("user:manage")
@require_http_methods(["GET", "POST"])
def offboard(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Show what offboarding ends, then do it."""
    person = get_person(request.actor, person_id)
    form = OffboardForm(request.POST or None, initial={"version": person.version})
    if request.method == "POST" and form.is_valid():
        try:
            ended = offboard_person(
                actor=request.actor,
                person_id=person_id,
                new_manager_id=form.new_manager_id,
                expected_version=form.expected_version,
            )
        except NotFound:
            raise
        except DomainError as error:
            form.refuse(error)
            form.begin_with(get_person(request.actor, person_id).version)
        else:
            notify(request, _said(ended))
            return go(request, "/people")
    return render(request, "people/offboard.html", _impact(request, person, form))


@requires("user:manage")
@require_POST
def restore(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Bring an archived person back."""
    try:
        person = restore_person(actor=request.actor, person_id=person_id)
    except Conflict as taken:
        return refused(request, "/people?archived=only", _why_not(taken))
    text = _("%(name)s is back; nothing they held came back with them.") % {"name": person.name}
    return done(request, f"/people/{person_id}", text)


def _why_not(taken: Conflict) -> str:
    values = {"email": _("E-mail"), "username": _("Username"), "legajo": _("Employee number")}
    named = ", ".join(str(values.get(e["path"], e["path"])) for e in taken.errors)
    return _("Somebody else has taken this by now: %(what)s.") % {"what": named}


def _impact(request: SignedRequest, person: Person, form: OffboardForm) -> dict[str, object]:
    return {
        "person": person,
        "form": form,
        "held": assignments_of(request.actor, person.pk).filter(released_at=None),
        "reports": reports_of(person),
        "state": sign_in_state(request.actor, person),
    }


def _said(ended: Offboarding) -> str:
    count = len(ended.released)
    text = ngettext(
        "%(name)s was offboarded; %(count)s asset was released.",
        "%(name)s was offboarded; %(count)s assets were released.",
        count,
    )
    return text % {"name": ended.person.name, "count": number(count)}
