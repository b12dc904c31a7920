"""Keys: what is given, held against the identities that the database keeps; and what has no key."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection

from lazyit.foundation.accounts.two_factor_secrets import KEY as TWO_FACTOR
from lazyit.foundation.operations import ciphertexts, keyring, standing
from lazyit.foundation.operations.keyring import KeyState
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor.findings import Finding, _, failure, warning, well

CLOSED = _("What is stored encrypted with it stays closed, and no role starts again.")


def check() -> Iterable[Finding]:
    """Name each key that is wrong, missing or new, then secrets that lie there unencrypted."""
    with connection.cursor() as cursor:
        found = keyring.states(settings.INSTANCE.keys, standing.read(cursor))
    wrong = [finding for state in found for finding in _judged(state)]
    wrong += _unencrypted()
    yield from wrong
    told = ", ".join(f"{state.name} ({state.found})" for state in found if state.found)
    if not wrong and told:
        yield well("keys", _("Keys, by identity: {keys}.", keys=told))
    elif not wrong:
        yield well("keys", _("This instance uses no key."))


def _judged(state: KeyState) -> Iterable[Finding]:
    gaps = {"name": state.name, "expected": state.expected, "found": state.found}
    look = f"grep -n '^{state.name}=' {commands().settings_file}"
    if state.is_wrong:
        what = _("{name} is another key: {expected} is expected, {found} is given.", **gaps)
        yield failure("keys", what, CLOSED, look)
    elif state.is_missing and ciphertexts.exist(state.name):
        yield failure("keys", _("{name} is missing: {expected} is expected.", **gaps), CLOSED, look)
    elif state.is_new:
        yield warning(
            "keys",
            _("The database has not taken note of {name} yet.", **gaps),
            _("A wrong key can be refused only once the right one is known."),
            commands().migrate(),
        )


def _unencrypted() -> Iterable[Finding]:
    if TWO_FACTOR in settings.INSTANCE.keys or not Authenticator.objects.exists():
        return
    yield warning(
        "keys",
        _(
            "The secrets of two-step sign-in are stored unencrypted: {name} is not set.",
            name=TWO_FACTOR,
        ),
        _("Whoever gets hold of a backup can make the codes of everybody in it."),
        f'echo "{TWO_FACTOR}=$(openssl rand -hex 32)" >> {commands().settings_file}\n'
        f"{commands().restart()}",
    )
