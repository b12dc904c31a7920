"""A client from outside, in a process of its own: what it was promised stands in its ledger.

    echo TOKEN | python -m tests.upgrade.outside --port 8080 --ledger FILE

It writes assets and reads them back at a steady pace until its standard input ends. A line of the
ledger is on the disk before the next request begins. Moments are of the host's monotonic clock,
which all its processes share.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lazyit.instance.psql import Database, literal
from tests.instance.outside import PATIENCE

PERMISSIONS = "asset:write,asset:read"
HELD = 1.0  # seconds after which an answer was held back
CONFIRMED, READ, FAILED = "confirmed", "read", "failed"
# What a request meets while no process of the instance runs.
NOBODY = frozenset(
    {"ConnectionRefusedError", "ConnectionResetError", "RemoteDisconnected", "BrokenPipeError"}
    | {"IncompleteRead"}
)
Window = tuple[float, float]


@dataclass(frozen=True)
class Entry:
    """One request: what was asked, what came of it, from when to when."""

    what: str
    request: str
    outcome: str
    begin: float
    end: float
    name: str = ""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.begin

    def is_excused(self, windows: Iterable[Window]) -> bool:
        """Say whether it met nobody while all of the instance had been killed.

        Only that: an answer such as 503 came from somebody who ran, and is never excused.
        """
        return self.outcome in NOBODY and any(
            self.begin < until and self.end > since for since, until in windows
        )


@dataclass(frozen=True)
class Ledger:
    """What a client was told."""

    entries: list[Entry]

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """Read every whole line: the client may have been killed in one."""
        lines = path.read_text().splitlines(keepends=True)
        return cls([Entry(**json.loads(line)) for line in lines if line.endswith("\n")])

    @property
    def confirmed(self) -> list[str]:
        """The names of all rows that were confirmed."""
        return [entry.name for entry in self.entries if entry.what == CONFIRMED]

    def failures(self, excused: Iterable[Window] = ()) -> list[Entry]:
        """Return what failed, but for what met nobody in a window where nothing ran."""
        windows = list(excused)
        failed = (entry for entry in self.entries if entry.what == FAILED)
        return [entry for entry in failed if not entry.is_excused(windows)]

    @property
    def held(self) -> list[float]:
        """How long each request waited that had to."""
        return sorted(entry.seconds for entry in self.entries if entry.seconds > HELD)


def lost(ledger: Ledger, database: Database) -> list[str]:
    """Return the confirmed rows that are not there."""
    if not ledger.confirmed:
        return []
    names = ", ".join(f"({literal(name)})" for name in ledger.confirmed)
    return [
        row[0]
        for row in database.run(
            f"SELECT name FROM (VALUES {names}) AS told (name) EXCEPT SELECT name FROM assets_asset"
        )
    ]


@dataclass
class Outside:
    """The client for the length of a block, its ledger afterwards."""

    port: int
    token: str
    path: Path
    rate: float = 15.0
    excused: list[Window] = field(default_factory=list)

    def __enter__(self) -> Self:
        words = ["--port", str(self.port), "--ledger", str(self.path), "--rate", str(self.rate)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.upgrade.outside", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{self.token}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "confirmed\n"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error:
            self._process.kill()
        self._process.communicate(timeout=2 * PATIENCE)

    @contextmanager
    def nobody_home(self) -> Iterator[None]:
        """Excuse who meets nobody: in this block all of the instance is killed, and comes back."""
        since = time.monotonic()
        yield
        self.excused.append((since, time.monotonic()))

    def wait_for(self, confirmed: int, seconds: float = 60) -> None:
        """Wait until so many rows are confirmed."""
        deadline = time.monotonic() + seconds
        while len(self.ledger.confirmed) < confirmed:
            assert time.monotonic() < deadline, self.ledger.failures()
            time.sleep(0.05)

    @property
    def ledger(self) -> Ledger:
        """What it was told so far."""
        return Ledger.read(self.path)

    def judge(self, database: Database) -> None:
        """Nothing failed, and nothing that was confirmed is lost."""
        ledger = self.ledger
        assert ledger.failures(self.excused) == []
        assert lost(ledger, database) == []
        assert len(ledger.confirmed) > 1


@dataclass
class Client:
    """Threads that write and read back."""

    port: int
    token: str
    rate: float
    ledger: Any
    threads: int = 4

    def __post_init__(self) -> None:
        self.stop = threading.Event()
        self._writing = threading.Lock()
        self._greeted = False

    def work(self, thread: int) -> None:
        """Write, read what was written, look at the sign-in page; until told to stop."""
        turn, address = 0, "/sign-in"
        while not self.stop.wait(self.threads / self.rate):
            turn += 1
            if turn % 3 == 0:
                self._ask("GET", address)
            elif found := self._create(f"outside {os.getpid()} {thread} {turn}"):
                address = "/sign-in" if turn % 2 else f"/api/assets/{found['id']}"

    def _create(self, name: str) -> Mapping[str, Any] | None:
        return self._ask("POST", "/api/assets", {"name": name, "status": "OPERATIONAL"})

    def _ask(
        self, method: str, path: str, body: Mapping[str, str] | None = None
    ) -> Mapping[str, Any] | None:
        begin = time.monotonic()
        outcome, answer = self._request(method, path, body)
        what = {"201": CONFIRMED, "200": READ}.get(outcome, FAILED)
        name = body["name"] if body else ""
        self._note(Entry(what, f"{method} {path}", outcome, begin, time.monotonic(), name))
        found: Mapping[str, Any] | None = json.loads(answer) if what == CONFIRMED else None
        return found

    def _request(self, method: str, path: str, body: Mapping[str, str] | None) -> tuple[str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {self.token}"} if path != "/sign-in" else {}
        headers |= {"Content-Type": "application/json"} if body else {}
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            return str(answer.status), answer.read()
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__, b""
        finally:
            connection.close()

    def _note(self, entry: Entry) -> None:
        with self._writing:
            self.ledger.write(json.dumps(vars(entry)) + "\n")
            self.ledger.flush()
            os.fsync(self.ledger.fileno())
            if entry.what == CONFIRMED and not self._greeted:
                self._greeted = True
                print(CONFIRMED, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="outside", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--rate", type=float, default=15.0, help="requests a second")
    given = parser.parse_args()
    token = sys.stdin.readline().strip()
    with given.ledger.open("a") as ledger:
        client = Client(given.port, token, given.rate, ledger)
        workers = [
            threading.Thread(target=client.work, args=(number,)) for number in range(client.threads)
        ]
        for worker in workers:
            worker.start()
        sys.stdin.read()
        client.stop.set()
        for worker in workers:
            worker.join()


if __name__ == "__main__":
    main()
