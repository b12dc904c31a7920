"""The list of assets."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from lazyit.domains.assets import choosing
from lazyit.domains.assets.choices import Status
from lazyit.domains.assets.lists import ASSETS
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.columns import PageColumn
from lazyit.foundation.listing.menus import FilterMenu
from lazyit.foundation.listing.pages import ListPage
from lazyit.foundation.rbac.requirements import requires


def _may_change_many(actor: Actor) -> bool:
    return actor.may("asset:write") or actor.may("asset:delete")


LIST = ListPage(
    spec=ASSETS,
    template="assets/asset_list.html",
    title=_("Assets"),
    sort=("updatedAt", True),
    placeholder=_("Name, tag, serial, model"),
    export="/api/assets/export",
    pickable=_may_change_many,
    columns=(
        PageColumn("name", _("Name"), sort="name", always=True, width="wide"),
        PageColumn("tag", _("Tag"), sort="assetTag"),
        PageColumn("serial", _("Serial"), sort="serial", at_first=False),
        PageColumn("model", _("Model"), width="wide"),
        PageColumn("category", _("Category"), roomy=True),
        PageColumn("location", _("Location"), width="middle"),
        PageColumn("company", _("Company"), width="slim", roomy=True),
        PageColumn("status", _("Status"), sort="status"),
        PageColumn("owners", _("Owners"), width="middle"),
        PageColumn("purchased", _("Purchased"), at_first=False),
        PageColumn("warranty", _("Warranty until"), at_first=False),
        PageColumn("cost", _("Cost"), at_first=False, num=True),
        PageColumn("created", _("Created"), sort="createdAt", at_first=False),
        PageColumn("updated", _("Updated"), sort="updatedAt"),
    ),
    menus=(
        FilterMenu("status", _("Status"), choices=Status.choices),
        FilterMenu(
            "category",
            _("Category"),
            find=choosing.categories,
            names=choosing.category_names,
            permission="category:read",
        ),
        FilterMenu(
            "model",
            _("Model"),
            find=choosing.models,
            names=choosing.model_names,
            permission="assetModel:read",
        ),
        FilterMenu(
            "within",
            _("Location"),
            find=choosing.locations,
            names=choosing.location_names,
            permission="location:read",
        ),
        FilterMenu("location", _("Exactly at"), names=choosing.location_names, hidden=True),
        FilterMenu(
            "owner",
            _("Owner"),
            find=choosing.people,
            names=choosing.person_names,
            permission="user:read",
        ),
        FilterMenu("company", _("Company"), find=choosing.companies, more=True),
        FilterMenu(
            "ownership",
            _("Assignment"),
            choices=(("HAS", _("Assigned")), ("NONE", _("Nobody has it"))),
            single=True,
            more=True,
        ),
        FilterMenu(
            "warranty",
            _("Warranty"),
            choices=(("expiring90d", _("Ends within 90 days")), ("expired", _("Has ended"))),
            single=True,
            more=True,
        ),
    ),
)


@requires("asset:read")
@require_GET
def asset_list(request: SignedRequest) -> HttpResponse:
    """Show the assets."""
    may_write = request.actor.may("asset:write")
    return LIST.respond(
        request,
        statuses=Status.choices,
        may_write=may_write,
        may_assign=may_write and request.actor.may("user:read"),
    )


@requires("asset:read")
@require_GET
def asset_filter(request: SignedRequest, name: str) -> HttpResponse:
    """Answer a search inside a filter menu."""
    return LIST.choices(request, name)
