"""A program to run as a child: what the supervisor needs to know of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lazyit.instance import child


@dataclass(frozen=True)
class Program:
    """One child process and how to treat it."""

    name: str
    argv: tuple[str, ...]
    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] = lambda: True
    ready_seconds: float = 120.0
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL  # what it gets if the supervisor dies
    stop_seconds: float = 20.0
    identity: str = child.SAME

    def command(self) -> list[str]:
        """The argument vector, through the launcher that ties it to this process."""
        launcher = [sys.executable, "-I", "-S", child.__file__]
        return [*launcher, str(os.getpid()), str(int(self.death_signal)), self.identity, *self.argv]

    def environment(self) -> dict[str, str]:
        """A bare environment plus the program's own: nothing of the caller's leaks in."""
        kept = ("PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "SYSTEMROOT")
        base = {name: os.environ[name] for name in kept if name in os.environ}
        return {**base, "LC_ALL": "C.UTF-8", **self.environ}

    def marked(self, marks: Mapping[str, str]) -> "Program":
        """The same, with more in its environment."""
        return replace(self, environ={**self.environ, **marks})

    def run(self, text: str = "", seconds: float = 120) -> str:
        """Run to the end and return what it printed; raises CalledProcessError."""
        done = subprocess.run(
            self.command(),
            input=text,
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=True,
        )
        return done.stdout

    def start(self, output: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
        """Start it in a process group of its own."""
        return subprocess.Popen(
            self.command(),
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
