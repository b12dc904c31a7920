"""Sealing what was stored before the instance had a key."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from lazyit.foundation.accounts.two_factor_secrets import (
    TwoFactorAdapter,
    secrets_of,
    with_secrets,
)
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


def _seal(secret: str) -> str:
    sealed: str = secret if is_sealed(secret) else TwoFactorAdapter().encrypt(secret)
    return sealed
