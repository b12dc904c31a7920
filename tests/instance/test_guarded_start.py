"""An embedded instance whose database, keys or release do not fit says why, and stays stopped."""

from __future__ import annotations

import os
import re
import signal
import time

import psycopg
import pytest

from lazyit.cli.managed import served
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from tests.instance.conftest import Lazyit

pytestmark = pytest.mark.life
KEY = "TWO_FACTOR_SECRET_KEY"
LAST = "app = 'assets' AND name = '0005_archived_index'"


def do(lazyit: Lazyit, *statements: str) -> None:
    url = Instance.load(Layout.at(str(lazyit.data))).cluster.url
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def state_of_web(lazyit: Lazyit) -> tuple[str, int | None]:
    web = lazyit.status["roles"]["web"]
    return web["state"], web["pid"]


def until_web_is(lazyit: Lazyit, state: str) -> None:
    deadline = time.monotonic() + 30
    while state_of_web(lazyit)[0] != state:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def populated(running: Lazyit) -> Lazyit:
    """An instance on which somebody may have written something."""
    running.run("admin", "token", "--name", "monitor", "--permissions", "location:read")
    return running


@pytest.mark.long
def test_keys_are_shown_with_their_identities_while_it_runs(populated: Lazyit) -> None:
    shown = populated.run("keys", "show").stdout
    line = rf"{KEY} +fingerprint [0-9a-f]{{16}}  identity [0-9a-f]{{16}} \(right\)"
    assert re.search(line, shown)
    values = EnvironmentFile.read(populated.data / "env").values
    assert values[KEY] not in shown
    assert f"{KEY} is the key" in populated.run("keys", "check", "--deep").stdout


@pytest.mark.long
def test_a_refused_role_is_not_started_again_until_somebody_does(populated: Lazyit) -> None:
    do(populated, "UPDATE instance_release SET state = 'migrating'")
    _state, pid = state_of_web(populated)
    assert pid
    os.kill(pid, signal.SIGKILL)
    until_web_is(populated, "refused")
    refused = populated.run("up", "web", code=3).stderr
    assert "began and did not end" in refused
    assert f"lazyit migrate --data {populated.data}" in refused
    populated.run("migrate")
    populated.run("up", "web")
    assert state_of_web(populated)[0] == "running"


@pytest.mark.long
def test_a_start_migrates_data_with_a_way_back(populated: Lazyit) -> None:
    pending = f"DELETE FROM django_migrations WHERE {LAST}"
    do(populated, pending, "UPDATE instance_release SET schema_identity = 'older'")
    populated.down()
    failed = populated.run("up", "--detach", code=1).stderr  # what it would make is there already
    assert "already exists" in failed
    assert "The data is as it was before, and open again" in failed
    assert "assets.0005_archived_index" in populated.run("migrate", "--plan").stdout
    with served(Layout.at(str(populated.data))):
        do(populated, "DROP INDEX asset_archived")
    populated.run("up", "--detach")
    assert len(list(populated.data.glob("backups/*/verification.json"))) == 2
    assert populated.status["roles"]["web"]["state"] == "running"


def test_a_wrong_key_keeps_it_stopped(lazyit: Lazyit) -> None:
    lazyit.up()
    lazyit.down()
    env = lazyit.data / "env"
    before = env.read_text()
    right = EnvironmentFile.read(env).values[KEY]
    env.write_text(before.replace(right, "c3" * 32))
    refused = lazyit.run("up", "--detach", code=3).stderr
    assert f"{KEY} is not the key of this database" in refused
    assert f"put back in {env}" in refused
    env.write_text(before)
    lazyit.run("up", "--detach")
