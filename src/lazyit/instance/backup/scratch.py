"""A throwaway cluster of its own: bundles are restored here, never on the server that serves."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import identity, layout, leftovers
from lazyit.instance.failures import InstanceError
from lazyit.instance.postgres import Cluster
from lazyit.instance.psql import Database
from lazyit.instance.registry import fresh_secret

# Nothing here has to outlive a crash; loading is all that it does.
OPTIONS = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "maintenance_work_mem": "128MB",
}


@dataclass(frozen=True)
class Scratch:
    """The folder of a throwaway cluster, one at a time."""

    path: Path

    @contextlib.contextmanager
    def running(self) -> Iterator[Database]:
        """An empty cluster without network or durability; gone after the block."""
        self.clear()
        self.path.mkdir(mode=0o700)
        identity.let_through(self.path)
        cluster = self._cluster
        try:
            cluster.create()
            with _server(cluster, self.path / "log"):
                yield Database.at(cluster.url)
        finally:
            self.clear()

    @property
    def _cluster(self) -> Cluster:
        sockets = layout.short_enough(self.path / "run") / "postgres"
        sockets.parent.mkdir(mode=0o700, exist_ok=True)
        identity.let_through(sockets.parent)
        return Cluster(
            self.path / "pg",
            sockets,
            fresh_secret(),
            safe=False,
            superuser=True,
            options=tuple(OPTIONS.items()),
        )

    def clear(self) -> None:
        """Remove it, also one whose maker was killed and which may still run."""
        if self.path.exists():
            leftovers.end_cluster(self.path / "pg")
            shutil.rmtree(self.path)
        shutil.rmtree(layout.short_enough(self.path / "run"), ignore_errors=True)


@contextlib.contextmanager
def _server(cluster: Cluster, log: Path) -> Iterator[None]:
    program = cluster.program()
    with log.open("wb") as output:
        process = program.start(output.fileno())
    try:
        _wait(cluster, process, log)
        yield
    finally:
        process.send_signal(program.death_signal)
        process.wait()


def _wait(cluster: Cluster, process: "subprocess.Popen[bytes]", log: Path) -> None:
    while not cluster.answers():
        if process.poll() is not None:
            said = log.read_text(errors="replace")[-2000:]
            raise InstanceError(f"The throwaway cluster did not start:\n{said}")
        time.sleep(0.02)
