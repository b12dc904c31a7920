"""The application's own roles and the commands that run them."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import health
from lazyit.instance.program import Program

BLOCKING_THREADS = "4"


@dataclass(frozen=True)
class Application:
    """How to run the application of this environment on an instance."""

    folder: Path
    environ: Mapping[str, str]

    def _role(self, role: str) -> dict[str, str]:
        return {**self.environ, "LAZYIT_ROLE": role, "PYTHONUNBUFFERED": "1"}

    def _guarded(self, role: str, *command: str) -> tuple[str, ...]:
        """Judge first: a server between would hide the exit code of a refusal."""
        return (sys.executable, "-m", "lazyit.config.guard", role, sys.executable, *command)

    def web(self, gate: Path, role: str = "web") -> Program:
        """The web server, on a socket that only the engine knows until the door opens."""
        command = ["-m", "granian", "--interface", "wsgi", "--uds", str(gate)]
        command += ["--workers", "1", "--blocking-threads", BLOCKING_THREADS, "--no-ws"]
        command += ["--workers-kill-timeout", "4", "--log-level", "warning"]
        return Program(
            role,
            self._guarded(role, *command, "lazyit.config.wsgi:application"),
            folder=self.folder,
            environ=self._role(role),
            ready=lambda: health.application_is_ready(gate),
            stop_seconds=6,  # nobody is inside any more when it is told to stop
        )

    def worker(self) -> Program:
        """Background work and its schedule."""
        command = [sys.executable, "-m", "celery", "-A", "lazyit.config.queue", "worker"]
        command += ["-P", "threads", "-c", "2", "-l", "warning"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return Program("worker", tuple(command), folder=self.folder, environ=self._role("worker"))

    def command(self, *words: str) -> Program:
        """A verb of the command on this instance, whose servers run."""
        verb, *rest = words
        command = (sys.executable, "-m", "lazyit.cli.main", verb, "--data", str(self.folder), *rest)
        return Program(verb, command, folder=self.folder, environ=self._role("migrate"))

    def manage(self, *words: str) -> Program:
        """A management command."""
        command = (sys.executable, "-m", "lazyit.config.manage", *words)
        return Program("migrate", command, folder=self.folder, environ=self._role("migrate"))
