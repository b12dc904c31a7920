"""The guided start: a fresh file only where nothing is"""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compose.caller import Caller
from tests.compose.engine import Engine
from tests.compose.operator import COMPOSE, ENV, Operator
from tests.compose.production import free_port
from tests.compose.remote import Remote

QUICK = 60


class Newcomer:
    """Somebody with another clone, on a host without an instance."""

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self.port, secure = free_port(), free_port()
        self.start = f"./infra/start.sh --yes --mode lan --http-port {self.port}"
        self.start += f" --https-port {secure}"
        operator.transcript.replace(str(self.port), "8080")
        operator.transcript.replace(str(secure), "8443")


@pytest.fixture(scope="module")
def newcomer(
    engine: Engine, server: Operator, remote: Remote, workplace: Path
) -> Iterator[Newcomer]:
    if server.env.exists():
        server.removes_everything()
    operator = Operator(remote.clone(workplace / "second"), engine, server.transcript)
    operator.asks("docker compose -f compose.yaml --profile prod build")
    yield Newcomer(operator)
    operator.removes_everything()


def test_a_dry_run_writes_nothing(newcomer: Newcomer) -> None:
    shown = newcomer.operator.types(f"{newcomer.start} --dry-run").output
    assert "POSTGRES_PASSWORD=" in shown
    assert not newcomer.operator.env.exists()
    assert newcomer.operator.engine.run("volume", "ls", "--quiet") == ""


def test_one_line_leads_to_the_sign_in_page(newcomer: Newcomer) -> None:
    """One line leads to a running instance, its address and its set-up code"""
    operator = newcomer.operator
    done = operator.types(newcomer.start)
    operator.transcript.measured(
        "`start.sh --yes` to the sign-in page, images built", f"{done.seconds:.0f} s", "60 s"
    )
    assert stat.S_IMODE(operator.env.stat().st_mode) == 0o600
    assert f":{newcomer.port}" in done.output
    assert "code" in done.output
    assert Caller(newcomer.port).get("/setup").status == 200
    assert not [
        value for value in operator.values().values() if value in done.output and len(value) > 30
    ]
    assert done.seconds <= QUICK


def test_again_it_keeps_the_file_to_the_byte(newcomer: Newcomer) -> None:
    """Again: the existing file stays as it is, to the byte"""
    operator = newcomer.operator
    before = operator.env.read_bytes() + b"# a line of its owner's\nREDIS_URL=redis://valkey:6379\n"
    before = before.replace(b"\nREDIS_URL=redis://valkey:6379\n", b"\n", 1)
    operator.env.write_bytes(before)
    operator.types(newcomer.start)
    assert operator.env.read_bytes() == before


def test_volumes_without_their_file_are_refused(newcomer: Newcomer) -> None:
    """Data without its environment file is refused, and nothing is generated over it"""
    operator = newcomer.operator
    operator.asks(f"{COMPOSE} stop")
    operator.asks(f"mv {ENV} kept")
    refused = operator.types(newcomer.start, code=3)
    assert ENV in refused.output
    assert not operator.env.exists()
    operator.asks(f"mv kept {ENV}")
    operator.types(newcomer.start)
    assert Caller(newcomer.port).get("/setup").status == 200
