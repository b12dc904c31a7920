"""The list of people and what pickers ask."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from lazyit.domains.people import choosing
from lazyit.domains.people.lists import PEOPLE
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.models import ROLE_LABELS
from lazyit.foundation.listing.columns import PageColumn
from lazyit.foundation.listing.menus import FilterMenu, check_words
from lazyit.foundation.listing.pages import ListPage
from lazyit.foundation.pages.pickers import options_response
from lazyit.foundation.rbac.requirements import requires

LIST = ListPage(
    spec=PEOPLE,
    template="people/people_list.html",
    title=_("People"),
    sort=("name", False),
    placeholder=_("Name, e-mail, employee number"),
    export="/api/users/export",
    columns=(
        PageColumn("name", _("Name"), sort="name", always=True, width="wide"),
        PageColumn("email", _("E-mail"), sort="email", width="wide"),
        PageColumn("role", _("Role"), sort="role"),
        PageColumn("manager", _("Manager"), width="slim"),
        PageColumn("legajo", _("Employee number"), at_first=False),
        PageColumn("username", _("Username"), at_first=False),
        PageColumn("status", _("Status")),
        PageColumn("assets", _("Assets"), num=True),
        PageColumn("created", _("Created"), sort="createdAt", at_first=False),
        PageColumn("updated", _("Updated"), sort="updatedAt"),
    ),
    menus=(
        FilterMenu("role", _("Role"), choices=ROLE_LABELS),
        FilterMenu(
            "active",
            _("Status"),
            choices=(("true", _("Active")), ("false", _("Inactive"))),
            single=True,
        ),
        FilterMenu(
            "directory",
            _("Sign-in"),
            choices=(("false", _("With a login")), ("true", _("Directory only"))),
            single=True,
        ),
        FilterMenu("manager", _("Manager"), names=choosing.person_names, hidden=True),
    ),
)


@requires("user:read")
@require_GET
def people_list(request: SignedRequest) -> HttpResponse:
    """Show the people."""
    return LIST.respond(request)


@requires("user:read")
@require_GET
def pick_person(request: SignedRequest) -> HttpResponse:
    """Answer a search for a person."""
    words = check_words(request.GET.get("q", ""))
    return options_response(request, choosing.people(request.actor, words))


@requires("asset:read")
@require_GET
def pick_asset(request: SignedRequest) -> HttpResponse:
    """Answer a search for an asset that nobody holds."""
    words = check_words(request.GET.get("q", ""))
    return options_response(request, choosing.free_assets(request.actor, words))
