"""What the pickers of forms find while somebody types."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from lazyit.domains.assets import choosing
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.menus import check_words
from lazyit.foundation.pages.pickers import Option, options_response
from lazyit.foundation.rbac.requirements import requires

Find = Callable[[Actor, str], list[Option]]


@requires("assetModel:read")
@require_GET
def models(request: SignedRequest) -> HttpResponse:
    """Find models; whoever may creates a new one from here."""
    return _found(request, choosing.models, "assetModel:write", "/asset-models/new")


@requires("category:read")
@require_GET
def categories(request: SignedRequest) -> HttpResponse:
    """Find categories."""
    return _found(request, choosing.categories, "category:write", "/settings/asset-categories/new")


@requires("location:read")
@require_GET
def locations(request: SignedRequest) -> HttpResponse:
    """Find locations."""
    return _found(request, choosing.locations, "location:write", "/locations/new")


@requires("user:read")
@require_GET
def people(request: SignedRequest) -> HttpResponse:
    """Find people who may hold assets."""
    return options_response(request, choosing.people(request.actor, _words(request)))


def _found(request: SignedRequest, find: Find, permission: str, create: str) -> HttpResponse:
    may_create = request.actor.may(permission)
    options = find(request.actor, _words(request))
    return options_response(request, options, create=create if may_create else "")


def _words(request: SignedRequest) -> str:
    return check_words(request.GET.get("q", ""))
