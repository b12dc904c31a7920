"""The second step of sign-in: codes of an authenticator application, and recovery codes."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.cache import cache

from lazyit.foundation.accounts.models import Person

# A code is accepted one step early or late, so it must be remembered for three steps.
REMEMBERED_SECONDS = 90
LONGEST_CODE = 20


def is_on(person: Person) -> bool:
    """Say whether sign-in asks this person for a code."""
    totp = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP)
    return bool(totp.exists())


def codes_left(person: Person) -> int:
    """Count the recovery codes that have not been used."""
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def accepts(person: Person, code: str) -> bool:
    """Say whether a code is right, and use it up."""
    digits = code.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_CODE):
        return False
    for authenticator in Authenticator.objects.filter(user=person):
        if authenticator.wrap().validate_code(digits):
            authenticator.record_usage()
            return bool(cache.add(f"totp:{person.pk}:{digits}", "used", REMEMBERED_SECONDS))
    return False
