"""Who somebody is by the provider's word, in the forms that we keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lazyit.foundation.accounts.profile_fields import LONGEST
from lazyit.foundation.accounts.provider.failures import untrusted
from lazyit.kernel.text import is_storable

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the provider knows them; roles and groups are none of our business."""

    subject: str
    email: str | None
    email_verified: bool
    first_name: str
    last_name: str

    @classmethod
    def of(cls, claims: Claims, userinfo: Claims) -> Identity:
        """Read an ID token's claims, and what userinfo adds to them."""
        email, is_verified = _email(claims, userinfo)
        first, last = _names({**userinfo, **claims}, email)
        return cls(subject_of(claims), email, is_verified, first, last)


def subject_of(claims: Claims) -> str:
    """Return the subject, as it is; raise Forbidden for one that cannot be kept so."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST["external_id"]:
        raise untrusted("subject")
    if subject != subject.strip() or not is_storable(subject):
        raise untrusted("subject")
    return subject


def _email(claims: Claims, userinfo: Claims) -> tuple[str | None, bool]:
    """Take address and verification from one place: one's word holds for its own address only."""
    sources = [source for source in (claims, userinfo) if _address(source)]
    told = [source for source in sources if "email_verified" in source]
    if not sources:
        return None, False
    source = (told or sources)[0]
    word = source.get("email_verified")
    return _address(source), word is True or word == "true"


def _address(source: Claims) -> str | None:
    email = source.get("email")
    if not isinstance(email, str) or not is_storable(email):
        return None
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return None
    return email if len(email) <= LONGEST["email"] else None


def _names(claims: Claims, email: str | None) -> tuple[str, str]:
    whole = _text(claims.get("name")) or _text(claims.get("preferred_username"))
    whole = whole or (email or "").partition("@")[0]
    first, _space, last = whole.partition(" ")
    given, family = _text(claims.get("given_name")), _text(claims.get("family_name"))
    return _cut(given or first), _cut(family or last or given or first)


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return "".join(c for c in value if c.isprintable()).strip()


def _cut(name: str) -> str:
    return name.strip()[: LONGEST["first_name"]].strip()
