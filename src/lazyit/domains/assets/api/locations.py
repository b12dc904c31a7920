"""/api/locations"""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from lazyit.domains.assets import details, rows
from lazyit.domains.assets.access import get_location
from lazyit.domains.assets.actions import locations as actions
from lazyit.domains.assets.lists import LOCATIONS
from lazyit.domains.assets.models import LocationHistory
from lazyit.domains.assets.schemas import LocationIn, LocationPatch
from lazyit.foundation.audit.reading import history, of_subject
from lazyit.foundation.rest.answers import answer, expected_version, sent
from lazyit.foundation.rest.authentication import ApiRequest, needs

router = Router(tags=["locations"])
READ, WRITE = needs("location:read"), needs("location:write")
DELETE = needs("location:delete")


@router.get("", auth=READ)
def list_locations(request: ApiRequest) -> HttpResponse:
    """List locations."""
    return answer(LOCATIONS.page(request.auth, LOCATIONS.parse(request.GET)).envelope())


@router.post("", auth=WRITE)
def create_location(request: ApiRequest, body: LocationIn) -> HttpResponse:
    """Create a location."""
    location = actions.create_location(actor=request.auth, values=body.model_dump())
    location.refresh_from_db()
    return answer(rows.location_plain(location), status=201, version=1)


@router.get("/{opaque:location_id}", auth=READ)
def read_location(request: ApiRequest, location_id: str) -> HttpResponse:
    """Return one location with its path."""
    location = get_location(request.auth, location_id)
    return answer(details.location_detail(location), version=location.version)


@router.patch("/{opaque:location_id}", auth=WRITE)
def update_location(request: ApiRequest, location_id: str, body: LocationPatch) -> HttpResponse:
    """Change the keys sent; ``parentId: null`` makes a root."""
    location = actions.update_location(
        actor=request.auth,
        location_id=location_id,
        values=sent(body),
        expected_version=expected_version(request),
    )
    return answer(rows.location_plain(location), version=location.version)


@router.delete("/{opaque:location_id}", auth=DELETE)
def archive_location(request: ApiRequest, location_id: str) -> HttpResponse:
    """Take a location out of use."""
    location = actions.archive_location(
        actor=request.auth, location_id=location_id, expected_version=expected_version(request)
    )
    return answer(rows.location_plain(location), version=location.version)


@router.post("/{opaque:location_id}/restore", auth=DELETE)
def restore_location(request: ApiRequest, location_id: str) -> HttpResponse:
    """Bring a location back."""
    location = actions.restore_location(actor=request.auth, location_id=location_id)
    return answer(rows.location_plain(location), status=201, version=location.version)


@router.get("/{opaque:location_id}/history", auth=READ)
def read_history(request: ApiRequest, location_id: str) -> HttpResponse:
    """List what happened to a location, newest first."""
    location = get_location(request.auth, location_id)
    return answer(history(of_subject(LocationHistory, location.pk), request.GET))
