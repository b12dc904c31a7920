"""What routes read from and write to HTTP beyond the body: versions, statuses, pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lazyit.foundation.listing.request import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    MAX_OFFSET,
    whole_number,
)
from lazyit.foundation.rest.schema import Body
from lazyit.kernel.errors import Invalid

MAX_UNPAGED = 1000
_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def answer(body: Any, *, status: int = 200, version: int | None = None) -> HttpResponse:
    """Return a JSON answer, with the record's version as its entity tag."""
    response = HttpResponse(orjson.dumps(body), content_type="application/json", status=status)
    if version is not None:
        response["ETag"] = f'"{version}"'
    return response


def expected_version(request: HttpRequest) -> int | None:
    """Return the version in ``If-Match``; scripts may leave it out.

    Raises Invalid if the header is not one of our entity tags.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    found = _ETAG.fullmatch(header.strip())
    if not found:
        raise Invalid.field("If-Match", _("This is not an entity tag that lazyit has given out."))
    return int(found[1])


def sent(body: Body) -> dict[str, Any]:
    """Return the keys that a PATCH really sent; raise Invalid if there are none."""
    values = body.model_dump(exclude_unset=True)
    if not values:
        raise Invalid(_("The body changes nothing."), code="empty")
    return values


def array(
    request: HttpRequest, found: Sequence[Any] | QuerySet[Any], shape: Callable[[Any], list[Any]]
) -> HttpResponse:
    """Return a plain array of at most 1,000 entries; ``X-Truncated`` says if there were more.

    Asked by ``limit`` or ``offset``, it is a page, and ``Link`` names the ones before and after.
    """
    if request.GET.keys() & {"limit", "offset"}:
        return _part(request, found, shape)
    items = shape(found[: MAX_UNPAGED + 1])
    response = answer(items[:MAX_UNPAGED])
    if len(items) > MAX_UNPAGED:
        response["X-Truncated"] = "true"
    return response


def _part(request: HttpRequest, found: Any, shape: Callable[[Any], list[Any]]) -> HttpResponse:
    limit = whole_number(request.GET, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    offset = whole_number(request.GET, "offset", 0, 0, MAX_OFFSET)
    items = shape(found[offset : offset + limit + 1])
    neighbours = {"next": offset + limit} if len(items) > limit else {}
    if offset:
        neighbours["prev"] = max(offset - limit, 0)
    response = answer(items[:limit])
    if neighbours:
        links = (_link(request, name, limit, to) for name, to in neighbours.items())
        response["Link"] = ", ".join(links)
    return response


def _link(request: HttpRequest, name: str, limit: int, offset: int) -> str:
    query = request.GET.copy()
    query["limit"], query["offset"] = str(limit), str(offset)
    return f'<{request.path}?{query.urlencode()}>; rel="{name}"'
