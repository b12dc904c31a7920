"""The one-time code that proves that the first set-up is done by whoever started the instance."""

import os
import secrets

from lazyit.instance.layout import Layout

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else


def ensure(layout: Layout) -> None:
    """Write a code that only the owner can read, unless there is one."""
    text = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    try:
        handle = os.open(layout.setup_code, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")


def read(layout: Layout) -> str | None:
    """The code, while there is one."""
    try:
        return layout.setup_code.read_text().strip() or None
    except OSError:
        return None


def forget(layout: Layout) -> None:
    """Remove it: the instance is set up."""
    layout.setup_code.unlink(missing_ok=True)
