"""How far a long command is: its stage, since when, and how much went by."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

SHOW_EVERY = 0.2  # seconds
Show = Callable[[str, float, int, bool], None]  # stage, its seconds, its bytes, whether it ended


def _nothing(_stage: str, _seconds: float, _size: int, _ended: bool) -> None:
    """Show nothing."""


@dataclass
class Progress:
    """Tells `show` of every stage, and now and then of its size."""

    show: Show = _nothing
    _stage: str = ""
    _since: float = 0.0
    _size: int = 0
    _shown: float = field(default=0.0)

    def stage(self, words: str) -> None:
        """Begin a stage; the one before has ended."""
        self.end()
        self._stage, self._since, self._size = words, time.monotonic(), 0
        self._tell()

    def seen(self, count: int) -> None:
        """Count bytes of this stage."""
        self.sized(self._size + count)

    def sized(self, size: int) -> None:
        """Know the size of this stage as it grows."""
        self._size = size
        if time.monotonic() - self._shown > SHOW_EVERY:
            self._tell()

    def end(self) -> None:
        """Say how the stage ended, if there was one."""
        if self._stage:
            self._tell(ended=True)
            self._stage = ""

    def _tell(self, *, ended: bool = False) -> None:
        self._shown = time.monotonic()
        self.show(self._stage, self._shown - self._since, self._size, ended)
