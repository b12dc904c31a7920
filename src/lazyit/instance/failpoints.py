"""Places where a test pulls the plug: LAZYIT_FAILPOINT=<step>:before or <step>:after.

LAZYIT_PAUSEPOINT stops there instead, or at every point that begins so, until SIGCONT: a test can
change what is around meanwhile, or keep a copy of everything.
"""

import contextlib
import os
import signal
from collections.abc import Iterator

VARIABLE = "LAZYIT_FAILPOINT"
PAUSE = "LAZYIT_PAUSEPOINT"


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Do one step; where a test says so, everything dies before or after it."""
    _reach(f"{name}:before")
    yield
    _reach(f"{name}:after")


def _reach(point: str) -> None:
    if os.environ.get(VARIABLE) == point:
        os.killpg(0, signal.SIGKILL)
    if (paused := os.environ.get(PAUSE)) and point.startswith(paused):
        os.kill(os.getpid(), signal.SIGSTOP)
