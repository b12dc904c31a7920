"""The palette's records, and the same search as a page of its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages import palette
from lazyit.foundation.pages.palette import Entry, Group
from lazyit.foundation.rbac.requirements import requires
from lazyit.foundation.search.querying import Found, Hit, find

IN_PALETTE, ON_PAGE = 5, 20  # of each kind
MAY_SEARCH = "search:read"


@requires(MAY_SEARCH)
@require_GET
def search_page(request: SignedRequest) -> HttpResponse:
    """Show what was found, grouped by kind."""
    words = request.GET.get("q", "").strip()
    found = find(request.actor, words, per_kind=ON_PAGE) if words else Found([])
    query = found.respelt or words
    groups = [
        {"kind": kind, "hits": hits, "more": kind.list_url(query) if len(hits) == ON_PAGE else ""}
        for kind, hits in found.by_kind()
    ]
    context = {"words": words, "respelt": found.respelt, "groups": groups}
    return render(request, "search/search.html", context)


def register_palette() -> None:
    """Offer records to the palette; called once from ``AppConfig.ready``."""
    palette.add_source(records)


def records(actor: Actor, words: str) -> list[Group]:
    """Return what the palette shows of each kind, and the way to all of it."""
    if not actor.may(MAY_SEARCH):
        return []
    found = find(actor, words, per_kind=IN_PALETTE)
    groups = [Group(kind.label, [_entry(hit) for hit in hits]) for kind, hits in found.by_kind()]
    if any(len(group.entries) == IN_PALETTE for group in groups):
        groups[-1].entries.append(_all(found.respelt or words))
    return groups


def _entry(hit: Hit) -> Entry:
    return Entry(hit.title, hit.url, hit.kind.icon, detail=hit.subtitle)


def _all(words: str) -> Entry:
    return Entry(_("Show everything found"), f"/search?{urlencode({'q': words})}", "search")
