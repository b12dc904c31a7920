"""One program as the work of a container, which ends with it and with its exit code."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable

from lazyit.instance.ears import Ears
from lazyit.instance.program import Program

Say = Callable[[str], None]
STDERR = 2


class Foreground:
    """Runs a program until it ends or this process is told to end."""

    def __init__(self, program: Program, say: Say) -> None:
        self.program, self.say = program, say
        self.ears = Ears()

    def run(self) -> int:
        """Start, stay, end; returns the exit code for the container."""
        process = self.program.start(STDERR)
        try:
            self.stay(process)
        finally:
            self.end(process)
        return 0 if self.ears.told else max(process.returncode, 1)

    def stay(self, process: "subprocess.Popen[bytes]") -> None:
        """Return when the program has ended or this process shall end."""
        while process.poll() is None and not self.ears.told:
            self.ears.wait()

    def end(self, process: "subprocess.Popen[bytes]") -> None:
        """End the program the gentle way, and whatever it started."""
        if process.poll() is None:
            process.send_signal(self.program.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self.program.stop_seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
