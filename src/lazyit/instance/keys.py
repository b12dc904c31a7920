"""Keys: settings that make stored data readable. How they are read and recognised."""

import base64
import binascii
import hashlib
import hmac
import re

BYTES = 32
WORDS = "64 hex characters, or base64 of 32 bytes"
_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_SHOWN = 16  # hex characters of an identity


def read_key(text: str) -> bytes:
    """The 32 bytes that a text stands for; ValueError names the length found, never the text."""
    if _HEX.match(text) and len(text) == 2 * BYTES:
        return bytes.fromhex(text)
    try:
        key = base64.b64decode(text.translate(_STANDARD), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"has {len(text)} characters, needs {WORDS}") from None
    if len(key) != BYTES:
        raise ValueError(f"has {len(text)} characters ({_bytes_found(text, key)}), needs {WORDS}")
    return key


_STANDARD = str.maketrans("-_", "+/")


def _bytes_found(text: str, decoded: bytes) -> str:
    if _HEX.match(text):
        return f"as hex {len(text) * 4 // 8} bytes"
    return f"as base64 {len(decoded)} bytes"


def identity_of(name: str, instance_id: str, key: bytes) -> str:
    """What a key is recognised by in one instance; it tells nothing of the key."""
    told = f"{name}\0{instance_id}".encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()[:_SHOWN]


def fingerprint_of(name: str, key: bytes) -> str:
    """What a key is recognised by where no instance is known: the same on every host."""
    return identity_of(name, "", key)
