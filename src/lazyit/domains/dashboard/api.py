"""/api/dashboard and /api/audit"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from lazyit.domains.dashboard import activity_rows
from lazyit.domains.dashboard.attention import attention_of
from lazyit.domains.dashboard.choosing import activity_choices, audit_choices
from lazyit.domains.dashboard.figures import Figures, figures_for
from lazyit.domains.dashboard.logs import PERMISSION, audit_asked
from lazyit.foundation.audit import feed
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.asking import PARAMETERS, Asked
from lazyit.foundation.audit.sources import all_sources
from lazyit.foundation.listing import csv
from lazyit.foundation.rest.answers import answer
from lazyit.foundation.rest.authentication import ApiRequest, needs
from lazyit.kernel.clock import instant
from lazyit.kernel.errors import Invalid

dashboard = Router(tags=["dashboard"])
audit = Router(tags=["audit"])
ROUTERS = (("/dashboard", dashboard), ("/audit", audit))
READ, LOGS = needs("dashboard:read"), needs(feed.READ)
RECENT = "entityType=asset&limit=10"
BOM = frozenset({"bom"})


@dashboard.get("/summary", auth=READ)
def read_summary(request: ApiRequest) -> HttpResponse:
    """Return how things stand now; a section is null if the caller may not read it.

    ``expiringWithinDays`` is accepted for the grants that are not counted yet.
    """
    _refuse_unknown(request.GET, "expiringWithinDays")
    figures = figures_for(request.auth)
    body = {
        "generatedAt": instant(figures.at),
        "assets": _assets(figures),
        "people": _total(figures.people),
        "locations": _total(figures.locations),
        "models": _total(figures.models),
        "needsAttention": [
            {"key": a.concern.key, "count": a.count, "url": a.concern.url, "dismissed": a.dismissed}
            for a in attention_of(request.auth, figures)
        ],
        "recentActivity": _recent(request.auth),
    }
    return answer(body)


@dashboard.get("/activity", auth=LOGS)
def list_activity(request: ApiRequest) -> HttpResponse:
    """List what was done, newest first; ``next`` is the ``before`` of the following page."""
    asked = Asked.parse(request.auth, request.GET, all_sources())
    return _page(feed.page(request.auth, asked), activity_rows.activity_row, asked)


@dashboard.get("/activity/filters", auth=LOGS)
def list_activity_filters(request: ApiRequest) -> HttpResponse:
    """List the values that the filters take."""
    return answer(activity_choices())


@dashboard.get("/activity/export", auth=LOGS)
def export_activity(request: ApiRequest) -> StreamingHttpResponse:
    """Stream everything that matches the filters as CSV."""
    asked = Asked.parse(request.auth, request.GET, all_sources(), known=PARAMETERS | BOM)
    return _file(request, "activity", activity_rows.activity_table(request.auth, asked))


@audit.get("/logs", auth=LOGS)
def list_logs(request: ApiRequest) -> HttpResponse:
    """List one security log: ``source`` is ``permission``, ``serviceAccount`` or ``auth``."""
    asked = audit_asked(request.auth, request.GET)
    return _page(feed.page(request.auth, asked), activity_rows.audit_row, asked)


@audit.get("/logs/filters", auth=LOGS)
def list_log_filters(request: ApiRequest) -> HttpResponse:
    """List the values that the filters of a security log take."""
    return answer(audit_choices(audit_asked(request.auth, request.GET).sources))


@audit.get("/logs/export", auth=LOGS)
def export_logs(request: ApiRequest) -> StreamingHttpResponse:
    """Stream one security log as CSV."""
    asked = audit_asked(request.auth, request.GET, ignore=BOM)
    name = f"audit-{request.GET.get('source', PERMISSION)}"
    return _file(request, name, activity_rows.audit_table(request.auth, asked))


def _assets(figures: Figures) -> dict[str, Any] | None:
    assets = figures.assets
    if assets is None:
        return None
    return {
        "total": assets.total,
        "byStatus": assets.by_status,
        "assigned": assets.assigned,
        "health": assets.health,
    }


def _total(count: int | None) -> dict[str, int] | None:
    return None if count is None else {"total": count}


def _recent(actor: Actor) -> list[activity_rows.Row]:
    if not actor.may(feed.READ):
        return []
    asked = Asked.parse(actor, QueryDict(RECENT), all_sources())
    return [activity_rows.activity_row(entry) for entry in feed.page(actor, asked).entries]


def _page(
    page: feed.Page, shape: Callable[[feed.Entry], activity_rows.Row], asked: Asked
) -> HttpResponse:
    items = [shape(entry) for entry in page.entries]
    return answer({"items": items, "limit": asked.limit, "next": page.next and str(page.next)})


def _file(request: ApiRequest, name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    bom = request.GET.get("bom") == "1"
    return csv.response(lines, name=name, version=settings.INSTANCE.app_version, bom=bom)


def _refuse_unknown(params: QueryDict, *known: str) -> None:
    for name in params:
        if name not in known:
            message = _("This address has no parameter “%(name)s”.") % {"name": name[:100]}
            raise Invalid.field(name[:100], message, code="unknown_key")
