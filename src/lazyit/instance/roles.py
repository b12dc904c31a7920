"""The application's own roles and the commands that run them.

Roles of a release are entered through it: only its own code knows which settings they read.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import health
from lazyit.instance.program import Program

BLOCKING_THREADS = "4"
PROBES = "probe"  # the queue of an upgrade's own jobs
QUEUES = f"celery,{PROBES}"
# An arena of memory for each thread would keep what a large request once needed.
ALWAYS = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True)
class Application:
    """How to run the application of this environment, or of a release, on an instance."""

    folder: Path
    environ: Mapping[str, str]
    python: str = sys.executable
    is_release: bool = False  # with code of its own
    run: str = ""  # the upgrade that tries this release before anybody else may

    def _role(self, role: str) -> dict[str, str]:
        trying = {"LAZYIT_RUN": self.run} if self.run else {}
        return {**ALWAYS, **self.environ, **trying, "LAZYIT_ROLE": role}

    def _through_release(self, *words: str) -> tuple[str, ...]:
        return (self.python, "-m", "lazyit.instance.enter", *words)

    def _guarded(self, role: str, *command: str) -> tuple[str, ...]:
        """Judge first: a server between would hide the exit code of a refusal."""
        return (self.python, "-m", "lazyit.config.guard", role, self.python, *command)

    def web(self, gate: Path, role: str = "web") -> Program:
        """The web server, on a socket that only the engine knows until the door opens."""
        command = ["-m", "granian", "--interface", "wsgi", "--uds", str(gate)]
        command += ["--workers", "1", "--blocking-threads", BLOCKING_THREADS, "--no-ws"]
        command += ["--workers-kill-timeout", "4", "--log-level", "warning"]
        guarded = self._guarded(role, *command, "lazyit.config.wsgi:application")
        return Program(
            role,
            self._through_release(role, str(gate)) if self.is_release else guarded,
            folder=self.folder,
            environ=self._role(role),
            ready=lambda: health.application_is_ready(gate),
            stop_seconds=6,  # nobody is inside any more when it is told to stop
        )

    def worker(self) -> Program:
        """Background work and its schedule."""
        command = [self.python, "-m", "celery", "-q", "-A", "lazyit.config.queue", "worker"]
        command += ["-P", "threads", "-c", "2", "-l", "warning"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        command += ["-Q", PROBES if self.run else QUEUES]
        argv = self._through_release("worker") if self.is_release else tuple(command)
        return Program("worker", argv, folder=self.folder, environ=self._role("worker"))

    def command(self, *words: str) -> Program:
        """A verb of the command on this instance, whose servers run."""
        verb, *rest = words
        command = (self.python, "-m", "lazyit.cli.main", verb, "--data", str(self.folder), *rest)
        return Program(verb, command, folder=self.folder, environ=self._role("migrate"))

    def manage(self, *words: str) -> Program:
        """A management command."""
        plain = (self.python, "-m", "lazyit.config.manage", *words)
        command = self._through_release("migrate", *words) if self.is_release else plain
        return Program("migrate", command, folder=self.folder, environ=self._role("migrate"))
