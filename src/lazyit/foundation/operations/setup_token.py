"""Proof that a set-up call comes from a page of this instance: signed, not stored, half an hour."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from lazyit.kernel.errors import Forbidden

HEADER = "X-CSRF-Token"
_SIGNER = signing.TimestampSigner(salt="lazyit.setup")
_VALID = timedelta(minutes=30)


def fresh_token() -> str:
    """Return a token for one page of the wizard."""
    return _SIGNER.sign(secrets.token_urlsafe(16))


def check_token(token: str) -> None:
    """Raise Forbidden unless the token was given out here within half an hour."""
    try:
        _SIGNER.unsign(token, max_age=_VALID)
    except signing.BadSignature:
        message = _("Ask for a fresh token at /api/config/status and send it along.")
        raise Forbidden(message, code="csrf") from None
