"""The backup service of a container: makes what is due, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lazyit.instance.backup import schedule, verify
from lazyit.instance.backup.counter import Counter
from lazyit.instance.backup.store import Store
from tests.instance.backup.conftest import World, drop, new_database

COMMAND = [sys.executable, "-m", "lazyit.cli.main", "serve", "backup"]


def test_a_backup_is_wanted_only_if_none_was_made_since(world: World) -> None:
    now = datetime.now(UTC).replace(microsecond=0)  # as exact as a bundle's name
    assert schedule.is_wanted(world.store, now)
    world.make()
    assert not schedule.is_wanted(world.store, now)
    assert schedule.is_wanted(world.store, now + timedelta(hours=1))


@pytest.mark.parametrize(
    ("zone", "due"), [("UTC", "2026-07-01T02:30"), ("Europe/Madrid", "2026-07-02T00:30")]
)
def test_the_hour_is_that_of_the_instance(zone: str, due: str) -> None:
    now = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
    found = schedule.due({"LAZYIT_TIME_ZONE": zone}, now)
    assert found == datetime.fromisoformat(f"{due}+00:00")


def test_the_service_makes_a_proven_backup_and_ends_when_told(tmp_path: Path) -> None:
    database = new_database("CREATE TABLE t AS SELECT 1 AS id")
    short = tempfile.TemporaryDirectory(prefix="lz-")
    told = {
        "LAZYIT_KIND": "compose",
        "DATABASE_URL": database.url,
        "BACKUP_DIR": str(tmp_path / "backups"),
        "BACKUP_CRON": "* * * * *",
        "TMPDIR": short.name,
    }
    environ = {**os.environ, **told}
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(COMMAND, env=environ, stdout=log, stderr=log)
    try:
        _wait_for_proof(Store(tmp_path / "backups"), process, tmp_path / "log")
        healthy = subprocess.run([*COMMAND, "--health"], env=environ)
        assert healthy.returncode == 0
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        drop(database)
        short.cleanup()
    assert not (tmp_path / "backups/scratch").exists()


@pytest.mark.long
def test_the_service_makes_one_when_asked_and_hangs_out_the_list(tmp_path: Path) -> None:
    database = new_database("CREATE TABLE t AS SELECT 1 AS id")
    short = tempfile.TemporaryDirectory(prefix="lz-")
    counter = Counter(tmp_path / "counter")
    told = {
        "LAZYIT_KIND": "compose",
        "DATABASE_URL": database.url,
        "BACKUP_DIR": str(tmp_path / "backups"),
        "BACKUP_CRON": "0 0 29 2 *",
        "LAZYIT_BACKUP_COUNTER": str(counter.folder),
        "TMPDIR": short.name,
    }
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(COMMAND, env={**os.environ, **told}, stdout=log, stderr=log)
    try:
        _until(counter.is_open, process, tmp_path / "log")
        assert counter.ask("one", why="manual", who="-Ana")
        assert not counter.ask("two", why="manual", who="Bo")
        answer = _until(lambda: counter.answer_to("one"), process, tmp_path / "log")
        names = [each.name for each in Store(tmp_path / "backups").bundles()]
        assert answer["name"] == names[0]
        _until(lambda: _named(counter) == names, process, tmp_path / "log")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        drop(database)
        short.cleanup()


def _named(counter: Counter) -> list[str]:
    return [each["name"] for each in counter.bundles() or []]


def _until(found: Callable[[], Any], process: "subprocess.Popen[bytes]", log: Path) -> Any:
    deadline = time.monotonic() + 90
    while not (answer := found()):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    return answer


def _wait_for_proof(store: Store, process: "subprocess.Popen[bytes]", log: Path) -> None:
    _until(lambda: any(verify.is_verified(each) for each in store.bundles()), process, log)
