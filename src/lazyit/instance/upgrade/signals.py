"""Signals during an upgrade: the first one turns it back, and nothing interrupts what must end."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import Any

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Say = Callable[[str], None]


class Interrupted(BaseException):
    """Somebody wants this to end."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.what = f"{signal.Signals(number).name} came"
        super().__init__(self.what)


class Signals:
    """What comes while this is `heard`; deaf, it only says that it came."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._deaf = 0

    @contextlib.contextmanager
    def heard(self) -> "Iterator[None]":
        """Raise Interrupted at the first signal inside this block."""
        before = {number: signal.signal(number, self._note) for number in ENDING}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextlib.contextmanager
    def deaf(self) -> "Iterator[None]":
        """Go to the end of this block, whatever comes."""
        self._deaf += 1
        try:
            yield
        finally:
            self._deaf -= 1

    def _note(self, number: int, _frame: Any) -> None:
        if self._deaf:
            self._say("this step is finished first; it does not take long")
            return
        self._deaf += 1  # whoever is patient no more finds it on the way back already
        raise Interrupted(number)
