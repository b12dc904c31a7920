"""Hears signals between two steps, without being interrupted inside one."""

import os
import select
import signal

ENDING = (signal.SIGTERM, signal.SIGINT)
CHILD = signal.SIGCHLD


class Ears:
    """From its making on, this process is told to end by what `told` says, and no other way."""

    def __init__(self) -> None:
        self.told = False
        self._heard, write = os.pipe()
        os.set_blocking(self._heard, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (*ENDING, CHILD):
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: object) -> None:
        self.told = self.told or number in ENDING

    def wait(self, seconds: "float | None" = None) -> None:
        """Return when a signal comes, or was there, or when time is up."""
        ready, _, _ = select.select([self._heard], [], [], seconds)
        if ready:
            os.read(self._heard, 4096)
