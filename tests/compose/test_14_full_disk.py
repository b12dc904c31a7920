"""The disk of the database is full"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.compose.caller import Caller
from tests.compose.disk import Disk
from tests.compose.engine import Engine
from tests.compose.operator import COMPOSE, Operator
from tests.compose.production import Production
from tests.compose.remote import Remote

CLEAR = {"disk_full", "database_away"}
MOST = 4000  # rows, each of which takes more than nothing
FURTHER = 20
GOES_ON_WITHIN = 120
# Each turn begins another file of 16 MB for the log that PostgreSQL writes first, and nothing else.
TURN = "SELECT pg_logical_emit_message(false, 'turn', ''); SELECT pg_switch_wal()"


@dataclass
class Writer:
    """Somebody who adds locations, and knows which were confirmed."""

    caller: Caller
    confirmed: list[str] = field(default_factory=list)

    def adds(self) -> str:
        """Add one more; nothing if it was confirmed, else the code of the refusal."""
        name = f"Room {len(self.confirmed)} {time.monotonic_ns()}"
        body = {"name": name, "type": "OFFICE", "notes": name * 20}
        answer = self.caller.post("/api/locations", body)
        if answer.status == 201:
            self.confirmed.append(name)
            return ""
        assert answer.status == 503, answer.body
        assert answer.json["message"]
        return str(answer.json["code"])

    def until_refused(self) -> str:
        for _turn in range(MOST):
            if code := self.adds():
                return code
        raise AssertionError("the disk never became full")

    def goes_on(self) -> None:
        deadline = time.monotonic() + GOES_ON_WITHIN
        while self.adds():
            assert time.monotonic() < deadline, "it does not go on"
            time.sleep(0.5)


@dataclass
class Small:
    """An instance whose database has little room."""

    operator: Operator
    production: Production
    disk: Disk

    def lacks(self, names: list[str]) -> set[str]:
        """Which of these the database does not have."""
        told = self.operator.psql("SELECT name FROM assets_location").splitlines()
        return set(names) - set(told)


@pytest.fixture(scope="module")
def small(engine: Engine, server: Operator, remote: Remote, workplace: Path) -> Iterator[Small]:
    if server.env.exists():
        server.removes_everything()
    disk = Disk(workplace / "image", workplace / "disk")
    operator = Operator(remote.clone(workplace / "third"), engine, server.transcript)
    options = {"type": "none", "o": "bind", "device": str(disk.place)}
    given = (word for name, value in options.items() for word in ("--opt", f"{name}={value}"))
    labels = ("project=lazyit", "volume=database")
    marked = (word for label in labels for word in ("--label", f"com.docker.compose.{label}"))
    engine.run("volume", "create", *given, *marked, "lazyit_database")
    production = Production(operator)
    production.runs_as_it_should()
    yield Small(operator, production, disk)
    operator.removes_everything()
    disk.remove()


def test_a_full_disk_is_told_and_loses_nothing(small: Small) -> None:
    """No room for another row: the answer says so; with room it goes on, and nothing is lost"""
    operator, writer = small.operator, Writer(small.production.administrator())
    writer.goes_on()
    small.disk.fill()
    first = writer.until_refused()
    codes = {first, *(writer.adds() for _turn in range(FURTHER))} - {""}
    operator.transcript.note(
        f"After {len(writer.confirmed)} rows the volume `database` is full. Writing answers 503: "
        f"`{'`, `'.join(sorted(codes))}`."
    )
    assert codes <= CLEAR
    assert writer.caller.get("/api/locations").status == 200
    small.disk.make_room()
    operator.transcript.note("Room is made.")
    writer.goes_on()
    assert small.lacks(writer.confirmed) == set()
    operator.types(
        f"{COMPOSE} ps --format 'table {{{{.Service}}}}\t{{{{.State}}}}\t{{{{.Health}}}}'"
    )


def test_no_room_for_the_log_stops_the_server_and_loses_nothing(small: Small) -> None:
    """No room for PostgreSQL's own log: it stops, requests are told, and it comes back by itself"""
    operator, writer = small.operator, Writer(small.production.administrator())
    writer.goes_on()
    small.disk.fill()
    turn = f'{COMPOSE} exec -T db psql -X -q -U lazyit -d lazyit -c "{TURN}"'
    for _turn in range(30):
        if "PANIC" in operator.logs("db"):
            break
        small.disk.fill()
        operator.asks(turn, code=None)
    code = writer.until_refused()
    operator.types(f"{COMPOSE} logs --no-log-prefix db | grep -m1 PANIC")
    operator.transcript.note(f"Writing answers 503: `{code}`.")
    assert code in CLEAR
    small.disk.make_room()
    operator.transcript.note("Room is made.")
    writer.goes_on()
    assert small.lacks(writer.confirmed) == set()
