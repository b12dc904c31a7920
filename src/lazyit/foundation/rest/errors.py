"""One error shape for every answer that is not a success."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from lazyit.foundation.records.database_refusals import as_refusal
from lazyit.kernel.errors import DomainError, FieldError, Invalid, NotFound, TooLarge

log = structlog.get_logger(__name__)

# Pydantic's words, translated once into ours.
_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_key",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_long",
    "less_than_equal": "out_of_range",
    "greater_than_equal": "out_of_range",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "json_invalid": "invalid_json",
}


def body_of(error: DomainError) -> dict[str, Any]:
    """Return the answer's body for a refusal."""
    body: dict[str, Any] = {
        "statusCode": error.status,
        "code": error.code,
        "message": error.message,
    }
    if error.errors:
        body["errors"] = error.errors
    return {**body, **{k: v for k, v in error.details.items() if k not in body}}


def install(api: NinjaAPI) -> None:
    """Register the handlers of an API."""
    api.exception_handler(DomainError)(_answer(api))
    api.exception_handler(ValidationError)(
        lambda request, error: _respond(api, request, _from_validation(error))
    )
    api.exception_handler(Http404)(
        lambda request, _error: _respond(api, request, NotFound(_("There is nothing here.")))
    )
    api.exception_handler(RequestDataTooBig)(
        lambda request, _error: _respond(
            api, request, TooLarge(_("The request body is too large."))
        )
    )
    for malformed in (SuspiciousOperation, MultiPartParserError):
        api.exception_handler(malformed)(
            lambda request, _error: _respond(
                api, request, Invalid(_("The request cannot be understood."))
            )
        )
    api.exception_handler(HttpError)(
        lambda request, error: _respond(api, request, _from_http(error))
    )
    api.exception_handler(Exception)(lambda request, error: _unexpected(api, request, error))


def _answer(api: NinjaAPI) -> Any:
    return lambda request, error: _respond(api, request, error)


def _respond(api: NinjaAPI, request: HttpRequest, error: DomainError) -> HttpResponse:
    response: HttpResponse = api.create_response(request, body_of(error), status=error.status)
    return response


def _unexpected(api: NinjaAPI, request: HttpRequest, error: Exception) -> HttpResponse:
    if refusal := as_refusal(error):
        return _respond(api, request, refusal)
    log.error("api.crashed", path=request.path, exc_info=error)
    failure = DomainError(
        _("Something went wrong on the server. Nothing was saved."), code="internal"
    )
    failure.status = 500
    return _respond(api, request, failure)


def _from_http(error: HttpError) -> DomainError:
    refusal = Invalid(str(error), code="invalid_json" if error.status_code == 400 else "invalid")
    refusal.status = error.status_code
    return refusal


def _from_validation(error: ValidationError) -> Invalid:
    problems = [_field_error(e) for e in error.errors[:100]]
    return Invalid(_("Some fields are not right."), errors=problems)


def _field_error(error: dict[str, Any]) -> FieldError:
    # Django Ninja puts where the value came from and the parameter's name first.
    place = [str(part)[:100] for part in error["loc"]]
    path = ".".join(place[2:] if place[0] == "body" else place[1:])
    return FieldError(
        path=path,
        code=_CODES.get(error["type"], "invalid"),
        message=str(error["msg"]).removeprefix("Value error, "),
    )
