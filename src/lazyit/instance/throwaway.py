"""A PostgreSQL and a Valkey that live as long as one test run or one check."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from lazyit.instance import identity
from lazyit.instance.failures import InstanceError
from lazyit.instance.postgres import Cluster
from lazyit.instance.program import Program
from lazyit.instance.registry import fresh_secret
from lazyit.instance.valkey import Broker

START_SECONDS = 60


class ThrowawayServers:
    """Both servers in a folder of their own, without any durability."""

    def __init__(self, password: "str | None" = None) -> None:
        password = password or fresh_secret()
        self.folder = Path(tempfile.mkdtemp(prefix="lazyit-"))
        identity.let_through(self.folder)
        sockets = self.folder / "sockets"
        self.cluster = Cluster(self.folder / "pg", sockets, password, safe=False)
        self.broker = Broker(
            self.folder / "valkey", self.folder / "valkey.sock", password, safe=False
        )
        self._running: list[tuple[Program, subprocess.Popen[bytes]]] = []

    def start(self) -> None:
        """Make the cluster and start both; they die with this process in any case."""
        self.cluster.create()
        for program in (self.cluster.program(), self.broker.program()):
            with (self.folder / f"{program.name}.log").open("wb") as log:
                self._running.append((program, program.start(log.fileno())))
        for program, process in self._running:
            self._wait(program, process)

    def _wait(self, program: Program, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + START_SECONDS
        while not program.ready():
            if process.poll() is not None or time.monotonic() > deadline:
                log = (self.folder / f"{program.name}.log").read_text(errors="replace")
                raise InstanceError(f"{program.name} did not start:\n{log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop both at once and remove everything."""
        for program, process in reversed(self._running):
            process.send_signal(program.death_signal)
            process.wait(30)
        self._running.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
