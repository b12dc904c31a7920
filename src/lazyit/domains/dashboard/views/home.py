"""The dashboard, and putting rows aside."""

from __future__ import annotations

from babel.dates import format_time
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lazyit.domains.dashboard.actions import dismiss, take_back
from lazyit.domains.dashboard.attention import Attention, attention_of, concern_of
from lazyit.domains.dashboard.figures import READ, AssetFigures, Figures, figures_for
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit import feed
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.asking import Asked
from lazyit.foundation.audit.sources import all_sources
from lazyit.foundation.pages import formats, navigation
from lazyit.foundation.pages.charts import Point
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.rbac.requirements import requires, signed_in
from lazyit.kernel.errors import NotFound

RECENT = 12
TONES = {
    "OPERATIONAL": "green",
    "IN_MAINTENANCE": "amber",
    "IN_STORAGE": "slate",
    "RETIRED": "mute",
    "LOST": "red",
    "UNKNOWN": "accent",
}


@signed_in
@require_GET
def home(request: SignedRequest) -> HttpResponse:
    """Show how things stand; who may not see that goes to the first place they may open."""
    if not request.actor.may(READ):
        return _elsewhere(request.actor)
    figures = figures_for(request.actor)
    attention = attention_of(request.actor, figures)
    context = {
        "figures": figures,
        "is_first_use": figures.assets is not None and not figures.assets.total,
        "updated": _time_of_day(figures),
        "attention": [row for row in attention if not row.dismissed or "aside" in request.GET],
        "aside": sum(row.dismissed for row in attention),
        "statuses": _statuses(figures.assets) if figures.assets else [],
        "recent": _recent(request.actor),
    }
    return render(request, "dashboard/home.html", context)


@requires(READ)
@require_POST
def put_aside(request: SignedRequest, key: str) -> HttpResponse:
    """Hide a row from the person until its count rises."""
    row = next((r for r in _attention(request.actor) if r.concern.key == key), None)
    if row is None:
        raise NotFound(_("There is nothing of this kind that needs attention."))
    dismiss(actor=request.actor, key=key, count=row.count)
    message = _("“%(label)s” is put aside until there are more.") % {"label": row.concern.label}
    notify(request, message, undo=f"/attention/{key}/show")
    return redirect("home")


@requires(READ)
@require_POST
def show_again(request: SignedRequest, key: str) -> HttpResponse:
    """Show a row that was put aside."""
    if concern_of(key) is None:
        raise NotFound(_("There is nothing of this kind that needs attention."))
    take_back(actor=request.actor, key=key)
    return redirect("home")


def _attention(actor: Actor) -> list[Attention]:
    return attention_of(actor, figures_for(actor))


def _elsewhere(actor: Actor) -> HttpResponse:
    places = navigation.places_for(actor)
    if not places:
        actor.require(READ)
    return redirect(places[0].url)


def _time_of_day(figures: Figures) -> str:
    return format_time(figures.at, "short", tzinfo=formats.zone(), locale=formats.locale())


def _statuses(assets: AssetFigures) -> list[Point]:
    return [
        Point(each.label, each.count, TONES[each.status], f"/assets?status={each.status}")
        for each in assets.statuses
    ]


def _recent(actor: Actor) -> list[feed.Entry]:
    if not actor.may(feed.READ):
        return []
    return feed.page(actor, Asked(sources=all_sources(), limit=RECENT)).entries
