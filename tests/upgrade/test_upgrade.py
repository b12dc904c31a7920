"""A whole upgrade of a running instance, as somebody outside lives through it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import lazyit
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from tests.instance.conftest import COMMAND, Lazyit, free_port
from tests.instance.outside import PERMISSIONS, TABLE, Client
from tests.upgrade.next_version import Workshop

SECONDS = 300
RELEASE = "SELECT version || ' ' || state FROM instance_release"


@pytest.fixture
def instance() -> Iterator[Lazyit]:
    """An instance that serves."""
    with tempfile.TemporaryDirectory(prefix="lz-") as folder:
        command = Lazyit(Path(folder) / "data", free_port())
        command.up()
        yield command
        command.down()
        assert command.processes() == []


def upgrade(instance: Lazyit, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, "upgrade", *words, "--data", str(instance.data)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        start_new_session=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def token_of(instance: Lazyit) -> str:
    words = ("admin", "token", "--name", "outside", "--permissions", PERMISSIONS)
    return instance.run(*words).stdout.strip()


def ask(instance: Lazyit, query: str, *given: Any) -> Any:
    with psycopg.connect(Instance.load(Layout(instance.data)).cluster.url) as connection:
        row = connection.execute(query.encode(), given).fetchone()
    return row and row[0]


def stored(instance: Lazyit, client: Client) -> int:
    query = f"SELECT count(DISTINCT name) FROM {TABLE} WHERE name = ANY(%s)"
    return int(ask(instance, query, client.confirmed))


def test_people_only_wait_while_a_new_version_takes_over(
    instance: Lazyit, workshop: Workshop
) -> None:
    with Client(instance.port, token_of(instance)) as client:
        told = upgrade(instance, "run", "--to", str(workshop.wheel()), "--yes", "--json").stdout
    facts = json.loads(told)
    assert (facts["outcome"], facts["from"]) == ("committed", lazyit.__version__)
    assert client.failures == {}
    assert stored(instance, client) == len(client.confirmed) > 0
    assert ask(instance, RELEASE) == f"{facts['to']} committed"
    assert instance.status["version"] == facts["to"]
    assert facts["held"] > 0
