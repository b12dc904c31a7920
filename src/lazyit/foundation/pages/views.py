"""Preferences, the palette and the settings: the addresses of the shell itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.pages import palette
from lazyit.foundation.pages.preferences import CHOICES, remember
from lazyit.foundation.pages.settings_areas import areas_for
from lazyit.foundation.rbac.requirements import public, requires, signed_in
from lazyit.kernel.text import is_storable

MAX_WORDS = 200


def local_address(request: HttpRequest, given: str | None, default: str = "/") -> str:
    """Return an address of this site to go on to, never one elsewhere."""
    safe = given and url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()})
    return given if given and safe else default


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember theme, language, density or the rail's width in a cookie."""
    if request.headers.get("Accept") == "application/json":
        response = HttpResponse(status=204)
    else:
        response = HttpResponseRedirect(local_address(request, request.POST.get("next")))
    for name, choices in CHOICES.items():
        value = request.POST.get(name, "")
        if value in choices:
            remember(request, response, name, value)
    return response


@signed_in
@require_GET
def palette_results(request: SignedRequest) -> HttpResponse:
    """Answer the palette's search with a fragment."""
    words = request.GET.get("q", "")[:MAX_WORDS].strip()
    groups = palette.find(request.actor, words) if is_storable(words) else []
    context = {"groups": groups, "words": words}
    return render(request, "pages/palette_results.html", context)


@requires("settings:read", "settings:manage")
@require_GET
def settings_home(request: SignedRequest) -> HttpResponse:
    """List the settings that the actor may open."""
    return render(request, "pages/settings.html", {"areas": areas_for(request.actor)})
