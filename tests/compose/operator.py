"""A person with a server: a clone of the repository, a shell, an environment file."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.compose.engine import Engine
from tests.trial.transcript import Transcript, Typed

ENV = "infra/env/.env.prod"
COMPOSE = (
    f"docker compose -f compose.yaml -f infra/docker-compose.prod.yaml --profile prod "
    f"--env-file {ENV}"
)
UP = f"{COMPOSE} up -d --build"
UP_API = f"{COMPOSE} up -d api"
PATIENCE = 900


class Operator:
    """Types commands in the root of a clone; each is kept with its exit code."""

    def __init__(self, folder: Path, engine: Engine, transcript: Transcript) -> None:
        self.folder = folder
        self.engine = engine
        self.transcript = transcript

    def types(self, line: str, *, code: int | None = 0, typed: str = "") -> Typed:
        """Type a line into a shell; `typed` is what the machine's keyboard adds to it."""
        done = self._shell(line, typed)
        self.transcript.add(done)
        assert code is None or done.code == code, f"{line}\n[exit {done.code}]\n{done.output}"
        return done

    def asks(self, line: str, *, code: int | None = 0) -> str:
        """Look at something on the side; not in the transcript."""
        done = self._shell(line)
        assert code is None or done.code == code, f"{line}\n[exit {done.code}]\n{done.output}"
        return done.output

    def _shell(self, line: str, given: str = "") -> Typed:
        begin = time.monotonic()
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env=self.engine.environ,
            input=given.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
        )
        seconds = time.monotonic() - begin
        return Typed(line, done.returncode, seconds, done.stdout.decode(errors="replace"))

    # -- the environment file -------------------------------------------------------------------

    @property
    def env(self) -> Path:
        return self.folder / ENV

    def values(self) -> dict[str, str]:
        """The file as it stands, simple lines only."""
        lines = [line.partition("=") for line in self.env.read_text().splitlines()]
        return {name: value for name, sign, value in lines if sign and not name.startswith("#")}

    def sets(self, **values: str | None) -> None:
        """Edit lines of the environment file; None takes a line out."""
        lines = self.env.read_text().splitlines()
        kept = [line for line in lines if line.partition("=")[0] not in values]
        new = [f"{name}={value}" for name, value in values.items() if value is not None]
        self.env.write_text("\n".join([*kept, *new]) + "\n")

    @contextmanager
    def changed(self, **values: str | None) -> Iterator[None]:
        """Edit the file for a while and leave it as it was."""
        before = self.env.read_bytes()
        self.sets(**values)
        try:
            yield
        finally:
            self.env.write_bytes(before)

    # -- what runs ------------------------------------------------------------------------------

    def services(self) -> dict[str, dict[str, Any]]:
        """Every container of the project by its service, as compose tells it."""
        lines = self.asks(f"{COMPOSE} ps --all --format json").splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{")]
        return {row["Service"]: row for row in found}

    def states(self) -> dict[str, str]:
        """What state each service is in."""
        return {name: row["State"] for name, row in self.services().items()}

    def container(self, service: str) -> dict[str, Any]:
        """Everything that the engine knows of a service's container."""
        identity = self.services()[service]["ID"]
        found: list[dict[str, Any]] = json.loads(self.engine.run("inspect", identity))
        return found[0]

    def logs(self, service: str) -> str:
        return self.asks(f"{COMPOSE} logs --no-color --no-log-prefix {service}")

    def psql(self, sql: str) -> str:
        """Ask the database itself, past the application."""
        user = self.values().get("POSTGRES_USER", "lazyit")
        base = self.values().get("POSTGRES_DB", "lazyit")
        words = f"exec -T db psql -X -A -t -U {user} -d {base}"
        return self.asks(f"{COMPOSE} {words} -c {json.dumps(sql)}").strip()

    def removes_everything(self) -> None:
        """The end of a trial, and the one command that nobody should type."""
        self.asks(f"{COMPOSE} down --volumes --timeout 5 --remove-orphans", code=None)
