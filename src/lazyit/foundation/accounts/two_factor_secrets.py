"""The secrets of two-step sign-in, sealed in the database where the instance has a key for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from lazyit.kernel.sealing import is_sealed, seal, unseal

KEY = "TWO_FACTOR_SECRET_KEY"
# Where an authenticator keeps a secret, by the names that allauth gives them.
_SINGLE, _SEVERAL = ("secret", "seed"), "migrated_codes"


class TwoFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seals what allauth stores; reads what was stored before there was a key."""

    def encrypt(self, text: str) -> str:
        """Seal a secret, if there is a key."""
        key = settings.INSTANCE.keys.get(KEY)
        return seal(text, key=key, name=KEY) if key else text

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; no role starts without the key of one that is sealed."""
        if not is_sealed(encrypted_text):
            return encrypted_text
        return unseal(encrypted_text, key=settings.INSTANCE.keys[KEY], name=KEY)


def sealed_secrets() -> Iterator[str]:
    """Yield every secret that is stored sealed."""
    for data in Authenticator.objects.order_by("pk").values_list("data", flat=True).iterator():
        yield from (secret for secret in secrets_of(data) if is_sealed(secret))


def secrets_of(data: dict[str, Any]) -> list[str]:
    """Return the secrets of an authenticator's data, as they are stored."""
    return [*(data[name] for name in _SINGLE if name in data), *data.get(_SEVERAL, ())]


def with_secrets(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Return an authenticator's data with every secret changed."""
    single = {name: change(data[name]) for name in _SINGLE if name in data}
    several = {_SEVERAL: [change(code) for code in data[_SEVERAL]]} if _SEVERAL in data else {}
    return {**data, **single, **several}
