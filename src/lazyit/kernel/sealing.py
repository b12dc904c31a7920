"""Secrets that are stored sealed: AES-GCM, with a version in front so that the form may change."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PREFIX = "sealed:1:"
_NONCE = 12  # bytes


class Unreadable(Exception):
    """This key does not open this text, or the text was altered."""


def is_sealed(text: str) -> bool:
    """Say whether a text was sealed here, and not stored plain."""
    return text.startswith(PREFIX)


def seal(text: str, *, key: bytes, name: str) -> str:
    """Seal a text with a key; ``name`` says which key, and only the same name opens it."""
    nonce = secrets.token_bytes(_NONCE)
    closed = AESGCM(key).encrypt(nonce, text.encode(), _bound_to(name))
    return PREFIX + urlsafe_b64encode(nonce + closed).decode()


def unseal(sealed: str, *, key: bytes, name: str) -> str:
    """Return the text again. Raises Unreadable."""
    try:
        raw = urlsafe_b64decode(sealed.removeprefix(PREFIX))
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], _bound_to(name)).decode()
    except (InvalidTag, ValueError):
        raise Unreadable from None


def _bound_to(name: str) -> bytes:
    return (PREFIX + name).encode()
