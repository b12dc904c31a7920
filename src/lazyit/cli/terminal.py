"""How the command speaks."""

import contextlib
import json
import os
import sys
from typing import Any

STDERR = 2


def say(line: str) -> None:
    """One line, at once."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = None  # the terminal is gone; print() then does nothing


def show_json(value: Any) -> None:
    """Data for programs."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def say_aside(line: str) -> None:
    """One line beside the output, which may be data; work goes on where nobody reads it."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def say_from_signal(line: str) -> None:
    """One line aside, from inside a signal's handler: print() may be interrupted in its own."""
    with contextlib.suppress(OSError):
        os.write(STDERR, f"{line}\n".encode())


def size(count: int) -> str:
    """Bytes as people read them."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def age(seconds: float) -> str:
    """How long ago, in the unit that fits."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
