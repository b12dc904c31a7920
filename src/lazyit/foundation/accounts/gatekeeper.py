"""The one gate before every page: who is it, what did the page declare, may they enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from lazyit.foundation.accounts.principals import actor_for_person, person_of_session
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.requirements import (
    PUBLIC,
    Requirement,
    password_change_required,
    requirement_of,
)
from lazyit.kernel.errors import Forbidden

# The API authenticates by itself; allauth's own views guard themselves.
_SELF_GUARDED = ("ninja.", "lazyit.foundation.rest.", "allauth.")


class SignedRequest(HttpRequest):
    """A request that passed the gate."""

    actor: Actor


class Gatekeeper:
    """Middleware that denies every page that has not declared who may open it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the work is done once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any
    ) -> HttpResponse | None:
        """Let the request through, send it to sign-in, or raise Forbidden."""
        requirement = requirement_of(view) or _of_third_party(view)
        if requirement is None:
            raise Forbidden(f"{view!r} declares no requirement.")
        return self._admit(request, requirement)

    def _admit(self, request: HttpRequest, requirement: Requirement) -> HttpResponse | None:
        person = None if requirement.public else person_of_session(request)
        if person is None:
            return None if requirement.public else _to_sign_in(request)
        if person.must_change_password and not requirement.while_password_temporary:
            return _to_password_change(request)
        actor = actor_for_person(person)
        requirement.check(actor)
        request.actor = actor  # type: ignore[attr-defined]  # see SignedRequest
        return None


def _of_third_party(view: Callable[..., Any]) -> Requirement | None:
    return PUBLIC if view.__module__.startswith(_SELF_GUARDED) else None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = f"/sign-in?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _to_password_change(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return redirect("/profile/password")
    raise password_change_required()
