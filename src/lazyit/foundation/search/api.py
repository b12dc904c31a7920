"""/api/search"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from ninja import Router

from lazyit.foundation.rest.answers import answer
from lazyit.foundation.rest.authentication import ApiRequest, needs
from lazyit.foundation.search.querying import Hit, find
from lazyit.kernel.errors import Invalid

router = Router(tags=["search"])
ROUTERS = (("/search", router),)
DEFAULT_LIMIT, MAX_LIMIT = 20, 50
_PARAMETERS = {"q", "entities", "limit"}


@router.get("", auth=needs("search:read"))
def search(request: ApiRequest) -> HttpResponse:
    """Find records of the kinds the caller may read, the likeliest first.

    ``respelt`` is the query that was found by, if nothing matched the one given.
    """
    _refuse_unknown(request.GET)
    names = {n.strip() for n in request.GET.get("entities", "").split(",") if n.strip()}
    query, limit = request.GET.get("q", ""), _limit(request.GET)
    found = find(request.auth, query, limit=limit, names=names)
    return answer({"items": [_item(hit) for hit in found.hits], "respelt": found.respelt})


def _item(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind.name,
        "id": hit.id,
        "title": hit.title,
        "subtitle": hit.subtitle,
        "url": hit.url,
    }


def _refuse_unknown(params: QueryDict) -> None:
    for name in params:
        if name not in _PARAMETERS:
            message = _("This address has no parameter “%(name)s”.") % {"name": name[:100]}
            raise Invalid.field(name[:100], message, code="unknown_key")


def _limit(params: QueryDict) -> int:
    """Return how many are wanted; a number out of range counts as the nearest one within."""
    text = params.get("limit") or str(DEFAULT_LIMIT)
    if not text.removeprefix("-").isdigit() or not text.isascii() or len(text) > 10:
        raise Invalid.field("limit", _("Use a whole number."))
    return min(max(int(text), 1), MAX_LIMIT)
