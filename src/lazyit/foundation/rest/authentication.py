"""How the API knows its caller: bearer token first, then the session cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.principals import (
    TOKEN_PREFIX,
    actor_for_person,
    actor_for_service_account,
    person_of_session,
    person_of_token,
    service_account_of_token,
)
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.requirements import Requirement, password_change_required
from lazyit.kernel.errors import Forbidden, Unauthenticated


class ApiRequest(HttpRequest):
    """A request whose caller is known and permitted; ``auth`` is the actor."""

    auth: Actor


class Needs(AuthBase):
    """A route's declared requirement: ``auth=needs("asset:read")``."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, requirement: Requirement) -> None:
        self.requirement = requirement
        super().__init__()

    def __call__(self, request: HttpRequest) -> Actor:
        """Return the permitted actor; raise Unauthenticated or Forbidden."""
        actor = self._actor(request)
        self.requirement.check(actor)
        return actor

    def _actor(self, request: HttpRequest) -> Actor:
        scheme, _sep, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token.startswith(TOKEN_PREFIX):
            return actor_for_service_account(service_account_of_token(token))
        if scheme.lower() == "bearer":
            return self._person_actor(person_of_token(token.strip()))
        person = person_of_session(request)
        if person is not None:
            _check_csrf(request)
        return self._person_actor(person)

    def _person_actor(self, person: Person | None) -> Actor:
        if person is None:
            raise Unauthenticated(_("Sign in, or send a valid bearer token."))
        if person.must_change_password and not self.requirement.while_password_temporary:
            raise password_change_required()
        return actor_for_person(person)


class Denied(AuthBase):
    """What a route gets that declared nothing: nobody may call it."""

    openapi_type = "http"

    def __call__(self, _request: HttpRequest) -> None:
        """Raise Forbidden."""
        raise Forbidden(_("This address is closed."), code="undeclared")


def needs(*permissions: str, people_only: bool = False) -> Needs:
    """Declare the permissions of a route (any of them suffices)."""
    return Needs(Requirement(permissions=permissions, people_only=people_only))


def any_signed_in_person(*, while_password_temporary: bool = False) -> Needs:
    """Declare a route for every signed-in person; service accounts are refused."""
    return Needs(Requirement(people_only=True, while_password_temporary=while_password_temporary))


class _AnyCaller(Requirement):
    def check(self, actor: Actor) -> None:
        """Accept whoever is authenticated."""


def any_caller() -> Needs:
    """Declare a route for everybody who is authenticated, machines included."""
    return Needs(_AnyCaller())


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, _request: HttpRequest, reason: str) -> Any:
        return reason


def _check_csrf(request: HttpRequest) -> None:
    check = _CsrfCheck(lambda _request: None)  # type: ignore[arg-type]
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    if check.process_view(request, lambda: None, (), {}):  # type: ignore[arg-type, return-value]
        raise Forbidden(_("The form’s security token is missing. Reload the page."), code="csrf")
