"""As long as nobody has set the instance up, every page leads there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from lazyit.foundation.operations.configured import is_configured
from lazyit.foundation.rbac.requirements import requirement_of


class SetupGate:
    """Middleware before the gatekeeper; it asks the database only where nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the work is done once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any
    ) -> HttpResponse | None:
        """Lead to the wizard from sign-in, and from every page that would lead to sign-in."""
        requirement = requirement_of(view)
        leads_to_sign_in = requirement is not None and not requirement.public
        if not leads_to_sign_in and not _is_sign_in(request):
            return None
        if request.user.is_authenticated or is_configured():
            return None
        return redirect("/setup")


def _is_sign_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "account_login"
