"""What the API of accounts takes from outside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StringConstraints

from lazyit.foundation.rest.schema import Body, Optional500, Required120, in_utc

# Passwords are taken as they are typed: not trimmed, not folded.
_AsTyped = StringConstraints(strip_whitespace=False, min_length=1, max_length=1024)
Password = Annotated[str, _AsTyped]


def _only_text(value: object) -> object:
    if value is not None and not isinstance(value, str):
        raise ValueError("must be an instant in ISO 8601")
    return value or None


def _as_utc(value: datetime | None) -> datetime | None:
    return in_utc(value if value.tzinfo else value.replace(tzinfo=UTC)) if value else None


Instant = Annotated[datetime | None, BeforeValidator(_only_text), AfterValidator(_as_utc)]
Permissions = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=100)]


class SignIn(Body):
    """Who signs in; ``code`` where the person has turned two-step sign-in on."""

    identifier: Annotated[str, StringConstraints(min_length=1, max_length=320)]
    password: Password
    code: Annotated[str, StringConstraints(max_length=20)] | None = None


class ChangePassword(Body):
    """One's own password, then the new one."""

    current_password: Password
    new_password: Password


class ServiceAccountIn(Body):
    """A new service account."""

    name: Required120
    description: Optional500 = None
    permissions: Permissions
    expires_at: Instant = None


class ServiceAccountPatch(Body):
    """Changes of a service account; only the keys sent count."""

    name: Required120 = ""
    description: Optional500 = None
    permissions: Permissions = []
    is_active: StrictBool = True
    expires_at: Instant = None
