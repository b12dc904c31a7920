"""Programs that run for as long as a block, and not longer than this process."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from lazyit.instance.failures import InstanceError
from lazyit.instance.program import Program

STEP = 0.03
TAIL = 2000


@contextlib.contextmanager
def running(program: Program, logs: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A program that is ready; told to end after the block, and then made to."""
    path = logs / f"{program.name}.log"
    with path.open("ab") as log:
        process = program.start(log.fileno())
    try:
        _wait(program, process, path)
        yield process
    finally:
        process.send_signal(program.stop_signal)
        try:
            process.wait(program.stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(program: Program, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + program.ready_seconds
    while not program.ready():
        if process.poll() is not None or time.monotonic() > deadline:
            said = log.read_bytes()[-TAIL:].decode(errors="replace").strip()
            ended = f"exit code {process.returncode}" if process.poll() is not None else "no answer"
            raise InstanceError(f"{program.name} did not start ({ended}):\n{said}", touched="")
        time.sleep(STEP)
