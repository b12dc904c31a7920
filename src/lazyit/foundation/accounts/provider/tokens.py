"""ID tokens: signed by the provider, for us, now, in answer to this very request."""

from __future__ import annotations

import hmac
from typing import Any

import jwt
from django.conf import settings

from lazyit.foundation.accounts.provider import discovery
from lazyit.foundation.accounts.provider.failures import untrusted

ALGORITHM = "RS256"
SKEW_SECONDS = 60  # by how much the provider's clock may differ from ours
NEEDED = ["iss", "sub", "aud", "exp", "iat"]


class _UnknownKeyError(Exception):
    """No published key has the name that the token gives."""


def verified(token: object, nonce: object) -> dict[str, Any]:
    """Return the claims of an ID token; raise Forbidden unless all of it is right."""
    claims = _signed(token if isinstance(token, str) else "")
    given = claims.get("nonce")
    if not (isinstance(nonce, str) and isinstance(given, str)):
        raise untrusted("no nonce")
    if not hmac.compare_digest(nonce.encode(), given.encode()):
        raise untrusted("another nonce")
    return claims


def _signed(token: str) -> dict[str, Any]:
    try:
        try:
            claims = _decoded(token, discovery.signing_keys())
        except (_UnknownKeyError, jwt.InvalidSignatureError):
            # The provider may have new keys since we asked.
            claims = _decoded(token, discovery.signing_keys(fresh=True))
    except (_UnknownKeyError, jwt.PyJWTError) as error:
        raise untrusted(error) from error
    _check_party(claims)
    return claims


def _decoded(token: str, keys: list[jwt.PyJWK]) -> dict[str, Any]:
    return jwt.decode(
        token,
        _key_of(token, keys).key,
        algorithms=[ALGORITHM],
        audience=settings.INSTANCE.oidc_client_id,
        issuer=discovery.configuration()["issuer"],
        leeway=SKEW_SECONDS,
        options={"require": NEEDED},
    )


def _key_of(token: str, keys: list[jwt.PyJWK]) -> jwt.PyJWK:
    name = jwt.get_unverified_header(token).get("kid")
    found = [key for key in keys if name is None or key.key_id == name]
    if len(found) != 1:
        raise _UnknownKeyError
    return found[0]


def _check_party(claims: dict[str, Any]) -> None:
    """Of several that a token is for, the one it was given to must be us."""
    party, audience = claims.get("azp"), claims["aud"]
    alone = isinstance(audience, str) or len(audience) == 1
    if party != settings.INSTANCE.oidc_client_id and not (party is None and alone):
        raise untrusted("another party")
