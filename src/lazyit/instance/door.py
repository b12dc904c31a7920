"""The door: where requests wait while the application is away.

The proxy knows one socket name. The application listens under another until it is known to
be healthy; a rename opens the door in an instant, and a rename closes it: the proxy then finds
no socket and retries, while connections already made are finished.
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

TABLE = Path("/proc/net/unix")
LISTENING = "00010000"  # a flag of the kernel's socket table


@dataclass(frozen=True)
class Door:
    """The application's socket by its hidden and its public name."""

    gate: Path
    public: Path

    @property
    def aside(self) -> Path:
        """The name of the socket while the last requests are finished."""
        return self.public.with_suffix(".closed.sock")

    def prepare(self) -> None:
        """Remove what an earlier application left under the hidden name."""
        self.gate.unlink(missing_ok=True)

    def open(self) -> None:
        """Let requests through."""
        self.gate.rename(self.public)

    def close(self) -> None:
        """Let no new request through; those inside go on."""
        if self.public.exists():
            self.public.rename(self.aside)

    def drain(self, seconds: float) -> bool:
        """Wait until nobody is inside; False if some still were when time ran out."""
        deadline = time.monotonic() + seconds
        while self.inside():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        self.aside.unlink(missing_ok=True)
        return True

    def inside(self) -> int:
        """How many connections the application has, also those it has not accepted yet."""
        if sys.platform != "linux":
            return 0  # the web server itself finishes what it accepted
        count = 0
        for line in TABLE.read_text(errors="replace").splitlines()[1:]:
            fields = line.split(None, 7)
            # Accepted sockets keep the name that their listener was bound to.
            if fields[-1] == str(self.gate) and fields[3] != LISTENING:
                count += 1
        return count
