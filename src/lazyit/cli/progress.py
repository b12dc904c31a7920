"""Progress as the terminal shows it: a live line for people, plain lines for logs."""

import contextlib
import sys

from lazyit.cli import terminal
from lazyit.instance.backup.progress import Progress


def shown() -> Progress:
    """Progress beside the output, which may be data."""
    return Progress(_live if sys.stderr.isatty() else _plain)


def _line(stage: str, seconds: float, size: int) -> str:
    amount = f"  {terminal.size(size)}" if size else ""
    return f"{stage} … {seconds:.1f} s{amount}"


def _live(stage: str, seconds: float, size: int, ended: bool) -> None:
    end = "\n" if ended else ""
    with contextlib.suppress(OSError):  # the terminal is gone, the work is not
        print(f"\r\x1b[K{_line(stage, seconds, size)}", end=end, file=sys.stderr, flush=True)


def _plain(stage: str, seconds: float, size: int, ended: bool) -> None:
    if ended:
        terminal.say_aside(_line(stage, seconds, size))
