"""The one-time code that proves that the first set-up is done by whoever started the instance."""

import os
import secrets
from pathlib import Path

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else


def ensure(file: Path) -> None:
    """Write a code that only the owner can read, unless there is one."""
    text = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as fresh:
        fresh.write(text + "\n")


def read(file: Path) -> str | None:
    """The code, while there is one."""
    try:
        return file.read_text().strip() or None
    except OSError:
        return None


def forget(file: Path) -> None:
    """Remove it: the instance is set up."""
    file.unlink(missing_ok=True)
