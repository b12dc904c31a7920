"""/api/assets"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from ninja import Router

from lazyit.domains.assets import details, rows
from lazyit.domains.assets.access import get_asset
from lazyit.domains.assets.actions import assets as actions
from lazyit.domains.assets.downloads import asset_table
from lazyit.domains.assets.lists import ASSETS
from lazyit.domains.assets.models import Asset, AssetHistory, Assignment
from lazyit.domains.assets.schemas import AssetIn, AssetPatch
from lazyit.foundation.audit.reading import history, of_subject
from lazyit.foundation.listing import csv
from lazyit.foundation.listing.spec import Row
from lazyit.foundation.rest.answers import answer, array, expected_version, sent
from lazyit.foundation.rest.authentication import ApiRequest, any_signed_in_person, needs

router = Router(tags=["assets"])
READ, WRITE, DELETE = needs("asset:read"), needs("asset:write"), needs("asset:delete")


@router.get("", auth=READ)
def list_assets(request: ApiRequest) -> HttpResponse:
    """List assets: lean rows with model, location and active assignments."""
    page = ASSETS.page(request.auth, ASSETS.parse(request.GET))
    return answer(page.envelope())


@router.post("", auth=WRITE)
def create_asset(request: ApiRequest, body: AssetIn) -> HttpResponse:
    """Create an asset."""
    asset = actions.create_asset(actor=request.auth, values=body.model_dump())
    asset.refresh_from_db()
    return answer(rows.asset_plain(asset), status=201, version=1)


@router.get("/companies", auth=READ)
def list_companies(request: ApiRequest) -> HttpResponse:
    """List the company labels in use."""
    return array(request, Asset.objects.companies(), list)


@router.get("/export", auth=READ)
def export_assets(request: ApiRequest) -> StreamingHttpResponse:
    """Stream every matching asset as CSV; ``specs=1`` adds a column a custom field."""
    wanted = ASSETS.parse(request.GET, ignore=frozenset({"bom", "specs"}))
    lines = asset_table(request.auth, wanted, with_specs=request.GET.get("specs") == "1")
    return csv.response(
        lines,
        name="assets",
        version=settings.INSTANCE.app_version,
        bom=request.GET.get("bom") == "1",
    )


@router.get("/mine", auth=any_signed_in_person())
def list_my_assets(request: ApiRequest) -> HttpResponse:
    """List what the caller holds, with their own assignment only."""
    person_id = request.auth.require_person()
    held = Assignment.objects.active().filter(user_id=person_id, asset__deleted_at=None)
    held = held.select_related("asset__model__category", "asset__location").order_by("assigned_at")
    return array(request, held, _own_rows)


@router.get("/{opaque:asset_id}", auth=READ)
def read_asset(request: ApiRequest, asset_id: str) -> HttpResponse:
    """Return one asset in full."""
    asset = get_asset(request.auth, asset_id)
    return answer(details.asset_detail(asset, request.auth), version=asset.version)


@router.patch("/{opaque:asset_id}", auth=WRITE)
def update_asset(request: ApiRequest, asset_id: str, body: AssetPatch) -> HttpResponse:
    """Change the keys sent; null clears."""
    asset = actions.update_asset(
        actor=request.auth,
        asset_id=asset_id,
        values=sent(body),
        expected_version=expected_version(request),
    )
    return answer(rows.asset_plain(asset), version=asset.version)


@router.delete("/{opaque:asset_id}", auth=DELETE)
def archive_asset(request: ApiRequest, asset_id: str) -> HttpResponse:
    """Take an asset out of use."""
    asset = actions.archive_asset(
        actor=request.auth, asset_id=asset_id, expected_version=expected_version(request)
    )
    return answer(rows.asset_plain(asset), version=asset.version)


@router.post("/{opaque:asset_id}/restore", auth=DELETE)
def restore_asset(request: ApiRequest, asset_id: str) -> HttpResponse:
    """Bring an archived asset back."""
    actions.restore_asset(actor=request.auth, asset_id=asset_id)
    asset = get_asset(request.auth, asset_id)
    return answer(details.asset_detail(asset, request.auth), status=201, version=asset.version)


@router.get("/{opaque:asset_id}/assignments", auth=READ)
def list_assignments(request: ApiRequest, asset_id: str) -> HttpResponse:
    """List an asset's assignments, newest first."""
    asset = get_asset(request.auth, asset_id)
    found = Assignment.objects.filter(asset=asset)
    if request.GET.get("activeOnly") == "true":
        found = found.active()
    return array(request, found.order_by("-assigned_at", "-pk"), rows.assignment_rows)


@router.get("/{opaque:asset_id}/history", auth=READ)
def read_history(request: ApiRequest, asset_id: str) -> HttpResponse:
    """List what happened to an asset, newest first."""
    asset = get_asset(request.auth, asset_id)
    return answer(history(of_subject(AssetHistory, asset.pk), request.GET))


def _own_rows(held: Iterable[Assignment]) -> list[Row]:
    return [{**rows.asset_plain(a.asset), "assignment": rows.assignment_row(a)} for a in held]
