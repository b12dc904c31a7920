"""The activity and the security logs as pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lazyit.domains.dashboard import choosing
from lazyit.domains.dashboard.asked_page import AskedPage, page_parameters
from lazyit.domains.dashboard.choosing import Choice
from lazyit.domains.dashboard.logs import PERMISSION, audit_asked
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit import feed
from lazyit.foundation.audit.asking import ME, Asked
from lazyit.foundation.audit.sources import all_sources
from lazyit.foundation.pages import formats
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel import clock


@requires(feed.READ)
@require_GET
def activity(request: SignedRequest) -> HttpResponse:
    """Show what was done, newest first, a page at a time."""
    sources, params = all_sources(), page_parameters(request.GET)
    found = feed.page(request.actor, Asked.parse(request.actor, params, sources))
    shown = AskedPage(request.GET, params, request.path, "/api/dashboard/activity/export")
    menus = {
        "action": choosing.actions(sources),
        "entityType": choosing.entity_types(sources),
        "actorId": choosing.actor_choices(sources, request.actor),
    }
    context = {"found": found, "tab": _tab(shown), **_filters(shown, menus)}
    return render(request, "dashboard/activity.html", context)


@requires(feed.READ)
@require_GET
def security_log(request: SignedRequest) -> HttpResponse:
    """Show one security log: permissions of roles, or service accounts."""
    params = page_parameters(request.GET)
    asked, log = audit_asked(request.actor, params), params.get("source", PERMISSION)
    shown = AskedPage(request.GET, params, request.path, "/api/audit/logs/export")
    menus = {
        "action": choosing.actions(asked.sources),
        "actorId": choosing.actor_choices(asked.sources, request.actor),
    }
    context = {
        "found": feed.page(request.actor, asked),
        "log": log,
        "clear": f"{request.path}?source={log}",
        **_filters(shown, menus),
    }
    return render(request, "dashboard/security_log.html", context)


def _filters(shown: AskedPage, menus: dict[str, list[Choice]]) -> dict[str, object]:
    return {
        "asked": shown,
        "menus": menus,
        "chosen": {name: shown.chosen(name) for name in menus},
        "chips": shown.chips(menus),
        "now": formats.moment(clock.now()),
    }


def _tab(shown: AskedPage) -> str:
    kinds, who = shown.chosen("entityType"), shown.chosen("actorId")
    if kinds == ["asset"] and not who:
        return "assets"
    if kinds == ["user"] and not who:
        return "people"
    return "mine" if who == [ME] and not kinds else "all" if not kinds and not who else ""
