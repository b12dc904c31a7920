"""What every page's template can read."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lazyit.foundation.accounts.mode import provider_name
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages import alerts, navigation
from lazyit.foundation.pages.preferences import preference
from lazyit.foundation.pages.requests import current_request_id

SHELL, FRAGMENT = "pages/shell.html", "pages/fragment.html"


def actor_of(request: HttpRequest) -> Actor | None:
    """Return who is signed in, or nobody."""
    return cast("Actor | None", getattr(request, "actor", None))


def layout(request: HttpRequest) -> str:
    """Return the template that pages extend: the shell, or only the content for htmx."""
    htmx = getattr(request, "htmx", None)
    return FRAGMENT if htmx and not htmx.boosted and not htmx.history_restore_request else SHELL


def pages(request: HttpRequest) -> dict[str, object]:
    """Context processor: layout, actor, rail, preferences, where people sign in."""
    actor = actor_of(request)
    return {
        "layout": layout(request),
        "actor": actor,
        "rail": SimpleLazyObject(lambda: navigation.rail(actor, request.path)),
        "alerts": SimpleLazyObject(lambda: alerts.alerts_for(actor)),
        "request_id": current_request_id(),
        "preferences": {name: preference(request, name) for name in ("theme", "density", "rail")},
        "languages": settings.LANGUAGES,
        "provider": provider_name(),
    }
