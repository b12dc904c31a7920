"""The containers of an instance, asked from the host; nothing in them is changed."""

import shlex
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lazyit.instance import ways
from lazyit.instance.doctor import services
from lazyit.instance.psql import PSQL, STOPPING, Database, DatabaseError, Rows, quoted, rows_of
from lazyit.instance.settings import DatabaseAddress
from lazyit.instance.upgrade.plan.parts import Volume, kept_environ, run

Done = subprocess.CompletedProcess[str]
OURS = ("api", "web", "worker", "backup")  # services of our image, whichever runs
_WORDS = shlex.join((*PSQL, *STOPPING))
CLIENT = f'exec /usr/lib/postgresql/*/bin/psql {_WORDS} --dbname "$DATABASE_URL"'


@dataclass(frozen=True)
class Containers:
    """The services of one checkout."""

    root: Path

    @cached_property
    def there(self) -> "dict[str, dict[str, Any]]":
        """Every service that has a container; raises EngineError where nobody answers."""
        return services.containers(self.root)

    @cached_property
    def asked(self) -> str:
        """A service of our image that runs, or would have to."""
        try:
            there = self.there
        except (services.EngineError, ValueError, KeyError):
            return OURS[0]
        running = (name for name in OURS if there.get(name, {}).get("State") == "running")
        return next(running, OURS[0])

    def compose(self, *words: str, given: str = "") -> Done:
        """A compose command of the checkout."""
        command = [*shlex.split(ways.COMPOSE), *words]
        return run(command, kept_environ(), self.root, given)

    def inside(self, service: str, command: str, given: str = "") -> Done:
        """A shell command inside a service that runs."""
        return self.compose("exec", "-T", service, "sh", "-c", command, given=given)

    def image_size(self, name: str) -> int:
        """The bytes of an image; 0 where it is not there."""
        done = run(["docker", "image", "inspect", "--format", "{{.Size}}", name], kept_environ())
        return int(done.stdout) if done.stdout.strip().isdecimal() else 0

    @property
    def engine_folder(self) -> str:
        """Where the engine keeps images and volumes, if this host can see it."""
        command = ["docker", "info", "--format", "{{.DockerRootDir}}"]
        told = run(command, kept_environ()).stdout.strip()
        return told if told and Path(told).is_dir() else str(self.root)


@dataclass(frozen=True)
class ContainedDatabase(Database):
    """A database reached from inside a service: on the host, its address leads nowhere."""

    containers: Containers = Containers(Path())

    @classmethod
    def of(cls, containers: Containers, url: str) -> "ContainedDatabase":
        """The database of DATABASE_URL, which the service knows itself."""
        return cls(DatabaseAddress.parse(url), containers=containers)

    def run(self, sql: str) -> Rows:
        """Run statements; another database of the same server is one step away."""
        step = f"\\connect {quoted(self.address.name)}\n"
        done = self.containers.inside(self.containers.asked, CLIENT, step + sql)
        if done.returncode:
            raise DatabaseError(f"The database {self.address.name} said: {done.stderr.strip()}", "")
        return rows_of(done.stdout.splitlines(keepends=True))


def volume_told(by: Done) -> "Volume | None":
    """What `df -Pk FOLDER` printed: the device tells volumes apart."""
    lines = by.stdout.splitlines()
    cells = lines[-1].split() if len(lines) > 1 else []
    if by.returncode or len(cells) < 6 or not cells[3].isdecimal():
        return None
    return Volume(cells[0], cells[5], int(cells[3]) * 1024)
