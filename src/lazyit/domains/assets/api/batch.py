"""/api/assets/batch: one change for up to 200 assets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from lazyit.domains.assets.actions import bulk
from lazyit.domains.assets.choices import Status
from lazyit.foundation.rest.answers import answer, sent
from lazyit.foundation.rest.authentication import ApiRequest, needs
from lazyit.foundation.rest.schema import Body, Id, Optional200, Optional2000, OptionalId

router = Router(tags=["assets in bulk"])
WRITE, DELETE = needs("asset:write"), needs("asset:delete")


class Ids(Body):
    """Which assets."""

    ids: list[Id] = Field(min_length=1, max_length=bulk.MAX_AT_ONCE)


class StatusIn(Ids):
    """A status for them."""

    status: Status


class OwnerIn(Ids):
    """An owner for them."""

    user_id: UUID
    notes: Optional2000 = None


class Common(Body):
    """What many assets may be given at once."""

    location_id: OptionalId = None
    model_id: OptionalId = None
    company: Optional200 = None


class CommonIn(Ids):
    """Fields for them; only the keys sent count."""

    values: Common


@router.post("/delete", auth=DELETE)
def archive(request: ApiRequest, body: Ids) -> HttpResponse:
    """Take assets out of use."""
    ids = bulk.check_ids(body.ids)
    return answer(bulk.archive_assets(actor=request.auth, ids=ids).body(), status=201)


@router.post("/restore", auth=DELETE)
def restore(request: ApiRequest, body: Ids) -> HttpResponse:
    """Bring archived assets back."""
    ids = bulk.check_ids(body.ids)
    return answer(bulk.restore_assets(actor=request.auth, ids=ids).body(), status=201)


@router.post("/status", auth=WRITE)
def set_status(request: ApiRequest, body: StatusIn) -> HttpResponse:
    """Set one status."""
    return _set(request, body.ids, {"status": body.status.value})


@router.post("/update", auth=WRITE)
def update(request: ApiRequest, body: CommonIn) -> HttpResponse:
    """Set location, model or company."""
    return _set(request, body.ids, sent(body.values))


@router.post("/assign", auth=WRITE)
def assign(request: ApiRequest, body: OwnerIn) -> HttpResponse:
    """Give assets to one person."""
    ids = bulk.check_ids(body.ids)
    result = bulk.assign_assets(actor=request.auth, ids=ids, user_id=body.user_id, notes=body.notes)
    return answer(result.body(), status=201)


@router.post("/release", auth=WRITE)
def release(request: ApiRequest, body: Ids) -> HttpResponse:
    """Take assets back from whoever holds them."""
    ids = bulk.check_ids(body.ids)
    return answer(bulk.release_assets(actor=request.auth, ids=ids).body(), status=201)


def _set(request: ApiRequest, ids: list[str], values: dict[str, Any]) -> HttpResponse:
    result = bulk.set_fields(actor=request.auth, ids=bulk.check_ids(ids), values=values)
    return answer(result.body(), status=201)
