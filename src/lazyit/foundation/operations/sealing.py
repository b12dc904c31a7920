"""Seal what comes in to the named recipients (age): a program for those without the package.

python -m lazyit.foundation.operations.sealing [--into FILE] RECIPIENT…
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pyrage

from lazyit.instance.backup import durable

INTO = "--into"


def _recipient(text: str) -> Any:
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    return kind.Recipient.from_str(text)


def seal(content: bytes, recipients: list[str]) -> bytes:
    """Encrypt so that each recipient can open it; raises pyrage's error for a malformed one."""
    sealed: bytes = pyrage.encrypt(content, [_recipient(each) for each in recipients])
    return sealed


def main(words: list[str]) -> None:
    """Seal, to the output or into a file that is then whole or as it was."""
    into, recipients = (words[1], words[2:]) if words[0] == INTO else ("", words)
    sealed = seal(sys.stdin.buffer.read(), recipients)
    if into:
        durable.write_bytes(Path(into), sealed)
    else:
        sys.stdout.buffer.write(sealed)


if __name__ == "__main__":
    main(sys.argv[1:])
