"""How each key stands with this database, for the command line and the instance page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from lazyit.foundation.operations import ciphertexts, keyring
from lazyit.foundation.operations.standing import read

RIGHT, WRONG, NEW, MISSING, UNUSED = "right", "wrong", "new", "missing", "unused"
GOOD = (RIGHT, UNUSED)


@dataclass(frozen=True, slots=True)
class KeyReport:
    """One key: its state, both identities, and what it opens of what is stored; never its value."""

    name: str
    state: str
    expected: str | None
    found: str | None
    sealed: int  # values that it was tried on
    closed: int  # of these, those that it does not open

    @property
    def is_good(self) -> bool:
        """Say whether nothing has to be done about it."""
        return self.state in GOOD and not self.closed


def report(*, deep: bool = False) -> list[KeyReport]:
    """Return every key that is given or known; tried on one stored value, or on all of them."""
    with connection.cursor() as cursor:
        standing = read(cursor)
    found = keyring.states(settings.INSTANCE.keys, standing)
    return [_report(state, deep=deep) for state in found]


def _report(state: keyring.KeyState, *, deep: bool) -> KeyReport:
    tried = _try(state.name, deep=deep) if state.found else (0, 0)
    return KeyReport(state.name, _word(state), state.expected, state.found, *tried)


def _try(name: str, *, deep: bool) -> tuple[int, int]:
    key = settings.INSTANCE.keys[name]
    if deep:
        return ciphertexts.count(name, key)
    return int(ciphertexts.exist(name)), int(not ciphertexts.opens_one(name, key))


def _word(state: keyring.KeyState) -> str:
    if state.is_missing:
        return MISSING if ciphertexts.exist(state.name) else UNUSED
    if state.is_wrong:
        return WRONG
    return NEW if state.is_new else RIGHT
