"""Keys: settings that make stored data readable. How they are read and recognised."""

import base64
import binascii
import hashlib
import hmac
import re

BYTES = 32
WORDS = "64 hexadecimal characters, or base64 of exactly 32 bytes"
_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_STANDARD = str.maketrans("-_", "+/")
_SHOWN = 16  # hex characters of an identity


def read_key(text: str) -> bytes:
    """The 32 bytes that a text stands for; ValueError names the length found, never the text."""
    key, spelling = _decode(text)
    if len(key) != BYTES:
        found = f" (as {spelling} {len(key)} bytes)" if key else ""
        raise ValueError(f"has {len(text)} characters{found}, needs {WORDS}")
    return key


def _decode(text: str) -> "tuple[bytes, str]":
    if _HEX.match(text):
        return bytes.fromhex(text[: len(text) // 2 * 2]), "hex"
    try:
        return base64.b64decode(text.translate(_STANDARD), validate=True), "base64"
    except (binascii.Error, ValueError):
        return b"", ""


def identity_of(name: str, instance_id: str, key: bytes) -> str:
    """What a key is recognised by in one instance; it tells nothing of the key."""
    told = f"{name}\0{instance_id}".encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()[:_SHOWN]


def fingerprint_of(name: str, key: bytes) -> str:
    """What a key is recognised by where no instance is known: the same on every host."""
    return identity_of(name, "", key)
