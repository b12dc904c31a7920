"""Refusals that the API and the pages turn into answers for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class FieldError(TypedDict):
    """One wrong field: where (``specs.ram``), a stable code, words for a person."""

    path: str
    code: str
    message: str


class DomainError(Exception):
    """Something the caller asked for cannot be done; nothing was written."""

    status = 400
    default_code = "invalid"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        errors: Sequence[FieldError] = (),
        details: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.errors = list(errors)
        self.details = details or {}


class Invalid(DomainError):
    """The input breaks a rule (400)."""

    @classmethod
    def field(cls, path: str, message: str, *, code: str = "invalid") -> Invalid:
        """Build the refusal of a single field."""
        return cls(message, errors=[FieldError(path=path, code=code, message=message)])


class Unauthenticated(DomainError):
    """Nobody is signed in, or the token is not valid (401)."""

    status = 401
    default_code = "unauthenticated"


class Forbidden(DomainError):
    """The caller is known but not permitted (403)."""

    status = 403
    default_code = "forbidden"


class NotFound(DomainError):
    """Missing, archived, or not the caller's to know about (404)."""

    status = 404
    default_code = "not_found"


class MethodNotAllowed(DomainError):
    """The address exists but not for this method (405)."""

    status = 405
    default_code = "method_not_allowed"


class Conflict(DomainError):
    """A value is taken or the record is in the wrong state (409)."""

    status = 409
    default_code = "conflict"


class Stale(DomainError):
    """Somebody else changed the record since it was read (412)."""

    status = 412
    default_code = "stale"


class TooLarge(DomainError):
    """The upload or body exceeds its limit (413)."""

    status = 413
    default_code = "too_large"


class UnsupportedType(DomainError):
    """The file is not of a type that is accepted here (415)."""

    status = 415
    default_code = "unsupported_type"


class Inactive(DomainError):
    """The person concerned is inactive or has no login (422)."""

    status = 422
    default_code = "inactive"


class Throttled(DomainError):
    """Too many attempts in the window (429)."""

    status = 429
    default_code = "throttled"


class Elsewhere(DomainError):
    """Not lazyit but another system does this, such as the sign-in provider (501)."""

    status = 501
    default_code = "elsewhere"


class Unavailable(DomainError):
    """A part this feature needs is not configured or not reachable (503)."""

    status = 503
    default_code = "unavailable"
