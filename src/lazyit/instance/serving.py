"""The web application in a container: a door of its own, opened when it can serve.

While an upgrade tries it, it stays behind its gate: a file beside the sockets says so.
"""

import subprocess
import time
from pathlib import Path

from lazyit.instance import health, insiders, setup_code
from lazyit.instance.door import Door
from lazyit.instance.failures import InstanceError
from lazyit.instance.foreground import Foreground, Say
from lazyit.instance.program import Program

SOCKETS = Path("/run/lazyit")
TRIAL = "trial"  # beside the sockets: which upgrade alone may ask
DRAIN_SECONDS = 30.0
STEP = 0.03


def door_of(role: str, sockets: Path) -> Door:
    """The gate and the public name of a role."""
    return Door(sockets / f"{role}.gate.sock", sockets / f"{role}.sock")


def trial_in(sockets: Path) -> str:
    """The upgrade that is trying what starts now; an empty text where none is."""
    try:
        return (sockets / TRIAL).read_text().strip()
    except OSError:
        return ""


class Serving(Foreground):
    """A web role: gate, health, open door; told to end: closed door, drained, ended."""

    def __init__(self, program: Program, door: Door, say: Say) -> None:
        super().__init__(program, say)
        self._door = door
        self._socket = 0  # its inode: another one may be serving at the same door
        door.prepare()

    def stay(self, process: "subprocess.Popen[bytes]") -> None:
        """Serve as long as it may."""
        if self._becomes_ready(process):
            self._socket = _inode(self._door.gate)
            if self._may_open(process):
                self._open()
                super().stay(process)
        if self._is_open and process.poll() is None:
            self._see_out(process)
        elif self._is_open:
            self._door.close()

    def _may_open(self, process: "subprocess.Popen[bytes]") -> bool:
        """Wait for as long as an upgrade tries it; whoever tries it may open the door himself."""
        if trial_in(self._door.gate.parent):
            self.say(f"{self.program.name} is ready, and on trial")
        while process.poll() is None and not self.ears.told:
            if not trial_in(self._door.gate.parent) or self._is_open:
                return True
            self.ears.wait(STEP)
        return False

    def _open(self) -> None:
        if not self._is_open:
            self._door.open()
        self.say(f"{self.program.name} serves")
        self._offer_set_up()

    @property
    def _is_open(self) -> bool:
        return bool(self._socket) and _inode(self._door.public) == self._socket

    def _offer_set_up(self) -> None:
        """Say the code of the first set-up, for as long as there was none."""
        path = self.program.environ.get("LAZYIT_SETUP_CODE_FILE")
        if not path:
            return
        if health.is_configured(self._door.public):
            setup_code.forget(Path(path))
        else:
            setup_code.ensure(Path(path))
            self.say(f"set-up code: {setup_code.read(Path(path))}")

    def _becomes_ready(self, process: "subprocess.Popen[bytes]") -> bool:
        deadline = time.monotonic() + self.program.ready_seconds
        while process.poll() is None and not self.ears.told:
            if self.program.ready():
                return True
            if time.monotonic() > deadline:
                raise InstanceError(
                    f"{self.program.name} did not answer within {self.program.ready_seconds:.0f} s."
                )
            self.ears.wait(STEP)
        return False

    def _see_out(self, process: "subprocess.Popen[bytes]") -> None:
        """Let nobody in any more, and wait for those inside."""
        self._door.close()
        if not self._drained(process.pid):
            self.say(f"some requests had not ended after {DRAIN_SECONDS:.0f} s")
        self._door.aside.unlink(missing_ok=True)

    def _drained(self, leader: int) -> bool:
        # Who stands last in line is answered when everybody before has been let in.
        health.ask(health.UnixConnection(self._door.aside), "/health/live")
        deadline = time.monotonic() + DRAIN_SECONDS
        while self._door.inside() + insiders.from_elsewhere(leader):
            if time.monotonic() > deadline:
                return False
            time.sleep(STEP)
        return True


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0
