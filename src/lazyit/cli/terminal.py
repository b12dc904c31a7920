"""How the command speaks."""

import json
import sys
from typing import Any


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
    """One line beside the output, which may be data."""
    print(line, file=sys.stderr, flush=True)
