"""Seal what comes in to the named recipients (age); run as a program while a backup is made."""

from __future__ import annotations

import sys
from typing import Any

import pyrage


def _recipient(text: str) -> Any:
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    return kind.Recipient.from_str(text)


def seal(content: bytes, recipients: list[str]) -> bytes:
    """Encrypt so that each recipient can open it; raises pyrage's error for a malformed one."""
    sealed: bytes = pyrage.encrypt(content, [_recipient(each) for each in recipients])
    return sealed


if __name__ == "__main__":
    sys.stdout.buffer.write(seal(sys.stdin.buffer.read(), sys.argv[1:]))
