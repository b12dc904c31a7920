"""Sealing what was stored before the instance had a key; letting go of what a lost key sealed."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import PersonHistory
from lazyit.foundation.accounts.two_factor_secrets import (
    TwoFactorAdapter,
    secrets_of,
    with_secrets,
)
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.sealing import is_sealed


@transaction.atomic
def seal_two_factor_secrets() -> int:
    """Seal every secret of two-step sign-in that is stored plain; return how many there were."""
    sealed = 0
    for authenticator in Authenticator.objects.select_for_update().order_by("pk"):
        plain = [secret for secret in secrets_of(authenticator.data) if not is_sealed(secret)]
        if plain:
            authenticator.data = with_secrets(authenticator.data, _seal)
            authenticator.save(update_fields=["data"])
            sealed += len(plain)
    return sealed


@transaction.atomic
def forget_sealed_two_factor() -> int:
    """Turn the second step off for everybody whose secret is sealed: its key is lost for good.

    Returns how many people that was.
    """
    rows = Authenticator.objects.select_for_update().order_by("pk")
    people = {row.user_id for row in rows if any(map(is_sealed, secrets_of(row.data)))}
    Authenticator.objects.filter(user__in=people).delete()
    for person_id in sorted(people):
        PersonHistory.record(Actor.system(), person_id, PersonEvent.TWO_FACTOR_DISABLED)
    return len(people)


def _seal(secret: str) -> str:
    sealed: str = secret if is_sealed(secret) else TwoFactorAdapter().encrypt(secret)
    return sealed
