"""Identifiers: opaque, roughly ordered by time so that indexes stay dense."""

from __future__ import annotations

import re
import secrets
import time

MAX_LENGTH = 36
PATTERN = re.compile(r"[0-9A-Za-z_-]{1,36}")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """Return a fresh id: 48 bits of milliseconds, then 72 random bits, in base 32."""
    number = (time.time_ns() // 1_000_000) << 72 | secrets.randbits(72)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(115, -1, -5))


def is_id(value: str) -> bool:
    """Say whether a text has the shape of an id; migrated ids may be up to 36 long."""
    return PATTERN.fullmatch(value) is not None
