"""A person at a real terminal: reads what a program shows, types, presses Ctrl-C."""

import contextlib
import os
import pty
import select
import signal
import time
from collections.abc import Iterator
from pathlib import Path

SECONDS = 30
CTRL_C, CTRL_D = "\x03", "\x04"


class Keyboard:
    """One program on a terminal of its own."""

    def __init__(self, words: list[str], folder: Path, environ: dict[str, str]) -> None:
        self.shown = ""
        self._read = 0
        self._pid, self._terminal = pty.fork()
        if not self._pid:  # the program itself, which never comes back here
            try:
                signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests may run in the background
                os.chdir(folder)
                os.execve(words[0], words, environ)
            finally:
                os._exit(127)

    def reads(self, text: str) -> None:
        """Wait until the program has shown this, after what was read before."""
        deadline = time.monotonic() + SECONDS
        while (found := self.shown.find(text, self._read)) < 0:
            assert self._look(deadline), f"{text!r} is not in\n{self.shown[self._read :]}"
        self._read = found + len(text)

    def types(self, line: str) -> None:
        os.write(self._terminal, f"{line}\n".encode())

    def presses(self, key: str) -> None:
        """Press a key when the program waits for one: a signal a moment earlier would be lost."""
        deadline = time.monotonic() + SECONDS
        while not self._waits():
            assert time.monotonic() < deadline, f"the program is busy:\n{self.shown}"
            time.sleep(0.01)
        os.write(self._terminal, key.encode())

    def _waits(self) -> bool:
        state = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "S"

    def ends(self) -> int:
        """Everything to the end; the exit code."""
        deadline = time.monotonic() + SECONDS
        while self._look(deadline):
            pass
        pid, self._pid = self._pid, 0
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def leaves(self) -> None:
        """Close the terminal; a program that still runs is hung up on."""
        os.close(self._terminal)
        if self._pid:
            os.waitpid(self._pid, 0)

    def _look(self, deadline: float) -> bool:
        """Take in what is shown; False at its end."""
        ready, _, _ = select.select([self._terminal], [], [], max(0, deadline - time.monotonic()))
        assert ready, f"the program shows nothing more, and does not end:\n{self.shown}"
        with contextlib.suppress(OSError):  # how a terminal tells that nobody writes any more
            if read := os.read(self._terminal, 4096):
                self.shown += read.decode(errors="replace").replace("\r\n", "\n")
                return True
        return False


@contextlib.contextmanager
def at_a_terminal(words: list[str], folder: Path, environ: dict[str, str]) -> Iterator[Keyboard]:
    keyboard = Keyboard(words, folder, environ)
    try:
        yield keyboard
    finally:
        keyboard.leaves()
