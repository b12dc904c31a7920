"""Refusals that never reach a route: the wrong address, method or form speak JSON as well."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from lazyit.foundation.rest.errors import body_of
from lazyit.kernel.errors import (
    DomainError,
    Forbidden,
    Invalid,
    MethodNotAllowed,
    NotFound,
    TooLarge,
)

ROOT = "/api/"
JSON = "application/json"
PART, MOST_READ = 64 * 1024, 128 * 1024 * 1024


class JsonRefusals:
    """Middleware that puts Django's own refusals under /api/ into the API's shape."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and translate what is not JSON."""
        response = self.get_response(request)
        if response.status_code >= 400:
            _read_to_the_end(request)
        foreign = response.status_code >= 400 and request.path.startswith(ROOT)
        if not foreign or response.headers.get("Content-Type", "").startswith(JSON):
            return response
        return _in_json(response)


def _read_to_the_end(request: HttpRequest) -> None:
    """Take in what was refused unread: a proxy that is still sending would never hear why."""
    left = MOST_READ
    with contextlib.suppress(OSError):
        while left > 0 and (part := request.read(PART)):
            left -= len(part)


def _in_json(response: HttpResponseBase) -> HttpResponse:
    body = orjson.dumps(body_of(_refusal(response.status_code)))
    translated = HttpResponse(body, content_type=JSON, status=response.status_code)
    if "Allow" in response.headers:
        translated["Allow"] = response["Allow"]
    return translated


def _refusal(status: int) -> DomainError:
    refusal = {
        403: Forbidden(_("You are not permitted to do this.")),
        404: NotFound(_("There is nothing here.")),
        405: MethodNotAllowed(_("This address does not take this method.")),
        413: TooLarge(_("The request body is too large.")),
    }.get(status, Invalid(_("The request cannot be understood.")))
    refusal.status = status
    return refusal
