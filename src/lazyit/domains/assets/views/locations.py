"""Locations: tree, list, record, form."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lazyit.domains.assets import choosing
from lazyit.domains.assets.access import get_location, location_tree
from lazyit.domains.assets.actions import locations as actions
from lazyit.domains.assets.choices import LocationType
from lazyit.domains.assets.forms.catalogue import LocationForm
from lazyit.domains.assets.lists import LOCATIONS
from lazyit.domains.assets.models import Location, LocationHistory
from lazyit.domains.assets.timeline import timeline_of
from lazyit.domains.assets.views.catalogue import CataloguePages
from lazyit.domains.assets.views.counts import (
    add_assets_of_locations,
    assets_by,
    uses_of_location,
)
from lazyit.domains.assets.views.models import assets_where
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit.reading import of_subject
from lazyit.foundation.listing.columns import PageColumn
from lazyit.foundation.listing.menus import FilterMenu
from lazyit.foundation.listing.pages import ListPage
from lazyit.foundation.rbac.requirements import requires

METHODS = ["GET", "POST"]

LIST = ListPage(
    spec=LOCATIONS,
    template="assets/location_list.html",
    title=_("Locations"),
    sort=("name", False),
    placeholder=_("Name, address, floor"),
    prepare=add_assets_of_locations,
    columns=(
        PageColumn("name", _("Name"), sort="name", always=True, width="wide"),
        PageColumn("type", _("Type"), sort="type"),
        PageColumn("parent", _("Inside"), width="middle"),
        PageColumn("address", _("Address"), width="wide"),
        PageColumn("floor", _("Floor")),
        PageColumn("assets", _("Assets"), num=True),
        PageColumn("created", _("Created"), sort="createdAt", at_first=False),
        PageColumn("updated", _("Updated"), sort="updatedAt"),
    ),
    menus=(
        FilterMenu("type", _("Type"), choices=LocationType.choices),
        FilterMenu("parent", _("Inside"), find=choosing.locations, names=choosing.location_names),
    ),
)
PAGES = CataloguePages(
    area="location",
    path="/locations",
    plural=_("Locations"),
    new_title=_("New location"),
    form=LocationForm,
    get=get_location,
    create=actions.create_location,
    update=actions.update_location,
    archive=actions.archive_location,
    restore=actions.restore_location,
    key="location_id",
    option=choosing.location_option,
    uses=uses_of_location,
)


@requires("location:read")
@require_GET
def location_list(request: SignedRequest) -> HttpResponse:
    """Show the locations as a list."""
    return LIST.respond(request, **PAGES.rights(request.actor))


@requires("location:read")
@require_GET
def location_filter(request: SignedRequest, name: str) -> HttpResponse:
    """Answer a search inside a filter menu."""
    return LIST.choices(request, name)


@requires("location:read")
@require_GET
def tree(request: SignedRequest) -> HttpResponse:
    """Show the locations as a tree, with what stands in each."""
    places = location_tree(request.actor)
    rows = _depth_first(places, assets_by("location_id", [p.pk for p in places]))
    return render(request, "assets/location_tree.html", {"rows": rows, "total": len(rows)})


@requires("location:read")
@require_GET
def record(request: SignedRequest, record_id: str) -> HttpResponse:
    """Show a location with what lies inside and the assets here."""
    location = get_location(request.actor, record_id)
    rows = of_subject(LocationHistory, location.pk)
    timeline = timeline_of(rows, request.actor, request.GET.get("before"))
    below = request.GET.get("below") == "1"
    children = list(Location.objects.live().filter(parent=location).order_by("name_folded", "pk"))
    counts = assets_by("location_id", [c.pk for c in children])
    context = {
        "location": location,
        "path": location.path()[:-1],
        "children": [(child, counts.get(child.pk, 0)) for child in children],
        "below": below,
        "timeline": timeline,
        **assets_where(request.actor, **{"within" if below else "location": location.pk}),
    }
    return render(request, "assets/location.html", context)


@requires("location:read")
@require_GET
def preview(request: SignedRequest, record_id: str) -> HttpResponse:
    """Answer a small card of a location."""
    location = get_location(request.actor, record_id)
    count = assets_by("location_id", [location.pk]).get(location.pk, 0)
    context = {"location": location, "path": location.path()[:-1], "count": count}
    return render(request, "assets/location_preview.html", context)


@requires("location:write")
@require_http_methods(METHODS)
def new(request: SignedRequest) -> HttpResponse:
    """Create a location."""
    return PAGES.new(request)


@requires("location:write")
@require_http_methods(METHODS)
def edit(request: SignedRequest, record_id: str) -> HttpResponse:
    """Change a location."""
    return PAGES.edit(request, record_id)


@requires("location:delete")
@require_http_methods(METHODS)
def archive(request: SignedRequest, record_id: str) -> HttpResponse:
    """Take a location out of use."""
    return PAGES.remove(request, record_id)


@requires("location:delete")
@require_POST
def restore(request: SignedRequest, record_id: str) -> HttpResponse:
    """Bring a location back."""
    return PAGES.bring_back(request, record_id)


def _depth_first(places: list[Location], counts: dict[str, int]) -> list[dict[str, Any]]:
    """Lay the tree out as rows: depth, own assets, assets with all that lies below."""
    known = {place.pk for place in places}
    inside: dict[str | None, list[Location]] = defaultdict(list)
    for place in places:
        inside[place.parent_id if place.parent_id in known else None].append(place)
    rows: list[dict[str, Any]] = []
    waiting = [(place, 0) for place in reversed(inside[None])]
    while waiting:
        place, depth = waiting.pop()
        own = counts.get(place.pk, 0)
        rows.append({"place": place, "depth": min(depth, 12), "own": own, "all": own})
        waiting += [(child, depth + 1) for child in reversed(inside[place.pk])]
    by_id = {row["place"].pk: row for row in rows}
    for row in reversed(rows):
        if parent := by_id.get(row["place"].parent_id):
            parent["all"] += row["all"]
    return rows
