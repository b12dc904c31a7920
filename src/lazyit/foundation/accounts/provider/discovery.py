"""What the provider publishes about itself: its addresses and its signing keys."""

from __future__ import annotations

from typing import Any

import jwt
from django.conf import settings
from django.core.cache import cache

from lazyit.foundation.accounts.provider.failures import unusable
from lazyit.foundation.accounts.provider.outgoing import fetch, require_safe

DOCUMENT = "/.well-known/openid-configuration"
KEPT_SECONDS = 600  # a key that the provider withdraws is trusted no longer than this
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def configuration(*, fresh: bool = False) -> dict[str, Any]:
    """Return the provider's configuration; raise Unavailable if it has none for our issuer."""
    issuer = str(settings.INSTANCE.oidc_issuer).rstrip("/")
    key = f"provider:configuration:{issuer}"
    kept: dict[str, Any] | None = None if fresh else cache.get(key)
    if kept is not None:
        return kept
    found = _checked(fetch(issuer + DOCUMENT), issuer)
    cache.set(key, found, KEPT_SECONDS)
    return found


def signing_keys(*, fresh: bool = False) -> list[jwt.PyJWK]:
    """Return the RSA keys that the provider signs with; raise Unavailable if there are none."""
    address = configuration()["jwks_uri"]
    key = f"provider:keys:{address}"
    document: dict[str, Any] | None = None if fresh else cache.get(key)
    if document is None:
        document = fetch(address)
        cache.set(key, document, KEPT_SECONDS)
    return _read(document)


def _read(document: dict[str, Any]) -> list[jwt.PyJWK]:
    try:
        found = jwt.PyJWKSet.from_dict(document).keys
    except (jwt.PyJWTError, AttributeError, TypeError, ValueError) as error:
        raise unusable("keys", error) from error
    return [key for key in found if key.key_type == "RSA" and key.public_key_use in (None, "sig")]


def _checked(document: dict[str, Any], issuer: str) -> dict[str, Any]:
    if str(document.get("issuer", "")).rstrip("/") != issuer:
        raise unusable("configuration", "another issuer")
    if settings.INSTANCE.oidc_jwks_uri:
        document["jwks_uri"] = settings.INSTANCE.oidc_jwks_uri
    for name in NEEDED:
        require_safe(document.get(name))
    return document
