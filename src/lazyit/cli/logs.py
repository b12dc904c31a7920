"""lazyit logs"""

import argparse
import signal
import time
from pathlib import Path
from typing import BinaryIO

from lazyit.instance.failures import RefusedError
from lazyit.instance.layout import Layout

NAME = "logs"
HELP = "Show the last lines of one role's log, or of every role's."
EXAMPLE = "lazyit logs web -f"
TAIL_BYTES = 8192


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What logs takes."""
    parser.add_argument("role", nargs="?", help="postgres, valkey, migrate, web, worker or proxy")
    parser.add_argument("-f", "--follow", action="store_true", help="go on as lines come")


def run(arguments: argparse.Namespace) -> None:
    """Print the tails, and then whatever is appended."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `lazyit logs | head` ends quietly
    layout = Layout.at(arguments.data)
    paths = [layout.log(arguments.role)] if arguments.role else sorted(layout.logs.glob("*.log"))
    if not any(path.exists() for path in paths):
        known = ", ".join(path.stem for path in sorted(layout.logs.glob("*.log"))) or "none"
        raise RefusedError(f"There is no such log; there are: {known}.", touched="")
    ends = {path: _show(path, _tail_start(path), name=len(paths) > 1) for path in paths}
    while arguments.follow:
        time.sleep(0.2)
        ends = {path: _show(path, end, name=len(paths) > 1) for path, end in ends.items()}


def _tail_start(path: Path) -> int:
    return max(0, path.stat().st_size - TAIL_BYTES)


def _show(path: Path, start: int, *, name: bool) -> int:
    """Print from a position on; returns where the next time begins."""
    with path.open("rb") as file:
        size = path.stat().st_size
        file.seek(start if start <= size else 0)  # it was cut meanwhile
        for line in _lines(file, skip_first=0 < start == size - TAIL_BYTES):
            print(f"{path.stem}: {line}" if name else line, flush=True)
        return file.tell()


def _lines(file: BinaryIO, *, skip_first: bool) -> "list[str]":
    lines = file.read().decode(errors="replace").splitlines()
    return lines[1:] if skip_first else lines
