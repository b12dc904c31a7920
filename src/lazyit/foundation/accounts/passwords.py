"""How passwords are stored and which are accepted."""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterator
from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lazyit.kernel.errors import FieldError, Invalid
from lazyit.kernel.text import is_storable

SHORTEST, LONGEST = 8, 128
LONGEST_HASHED = 1024  # what is longer is wrong without being hashed
TEMPORARY_LENGTH = 18
_SYMBOLS = "!#$%&*+-=?@_"
# Nothing that looks like something else: temporary passwords are read aloud and typed.
_CLASSES = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", _SYMBOLS)


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane (OWASP's second recommended setting)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


def temporary_password() -> str:
    """Return a random password with characters of every class."""
    rest = TEMPORARY_LENGTH - len(_CLASSES)
    characters = [secrets.choice(kind) for kind in _CLASSES]
    characters += [secrets.choice("".join(_CLASSES)) for _n in range(rest)]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def check_new_password(password: str, path: str = "password") -> None:
    """Raise Invalid with everything that is wrong with a password somebody chose."""
    problems = [
        FieldError(path=path, code=code, message=message) for code, message in _faults(password)
    ]
    if problems:
        raise Invalid(problems[0]["message"], code="weak_password", errors=problems)


def waste_time_on(password: str) -> None:
    """Hash as long as a real check takes, so that an answer's time says nothing."""
    check_password(password[:LONGEST_HASHED].encode(errors="replace").decode(), _hash_of_nothing())


def is_hashable(password: str) -> bool:
    """Say whether a password is worth comparing at all."""
    return 0 < len(password) <= LONGEST_HASHED and is_storable(password)


def _faults(password: str) -> Iterator[tuple[str, str]]:
    if len(password) < SHORTEST:
        yield "too_short", _("Use at least 8 characters.")
    if len(password) > LONGEST:
        yield "too_long", _("Use at most 128 characters.")
    if not is_storable(password):
        yield "invalid", _("The password contains characters that cannot be stored.")
    yield from _missing_kinds(password)
    if _is_common(password):
        yield "too_common", _("This password is among the first that attackers try.")


def _missing_kinds(password: str) -> Iterator[tuple[str, str]]:
    if not any(c.isupper() for c in password):
        yield "no_upper_case", _("Use at least one upper-case letter.")
    if not any(c.islower() for c in password):
        yield "no_lower_case", _("Use at least one lower-case letter.")
    if not any(c.isdigit() for c in password):
        yield "no_digit", _("Use at least one digit.")
    if not any(not c.isalnum() and not c.isspace() for c in password):
        yield "no_symbol", _("Use at least one symbol.")


def _is_common(password: str) -> bool:
    # “Password1!” is the common word “password” with the required characters put after it.
    core = password.rstrip(string.digits + string.punctuation)
    return any(_listed(word) for word in (password, core) if len(word) >= 6)


def _listed(word: str) -> bool:
    try:
        _common_passwords().validate(word[:LONGEST])
    except ValidationError:
        return True
    return False


@cache
def _common_passwords() -> CommonPasswordValidator:
    return CommonPasswordValidator()


@cache
def _hash_of_nothing() -> str:
    return make_password(secrets.token_urlsafe())
