"""`lazyit backup` on a whole instance, running and stopped, whole and killed."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from lazyit.instance import leftovers
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.psql import Database
from tests.instance.conftest import COMMAND, Lazyit

pytestmark = pytest.mark.life


def backup(lazyit: Lazyit, *words: str, code: int = 0) -> Any:
    """Run a `backup` action and return the data that it prints."""
    done = lazyit.run("backup", words[0], *words[1:], "--json", code=code)
    return json.loads(done.stdout) if code == 0 else done.stderr


def killed_at(lazyit: Lazyit, point: str) -> None:
    """`backup create`, and everything dies at a point."""
    done = subprocess.run(
        [*COMMAND, "backup", "create", "--data", str(lazyit.data)],
        env={**os.environ, "LAZYIT_FAILPOINT": point},
        capture_output=True,
        timeout=120,
        start_new_session=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    deadline = time.monotonic() + 20
    while leftovers.of_cluster(lazyit.data / "backups/scratch/pg"):
        assert time.monotonic() < deadline, "the throwaway cluster outlived its maker"
        time.sleep(0.05)


def test_a_running_instance_is_backed_up_and_listed(running: Lazyit, tmp_path: Path) -> None:
    made = backup(running, "create", "--who", "ana")
    assert (made["state"], made["who"], made["why"]) == ("verified", "ana", "manual")
    assert [each["name"] for each in backup(running, "list")] == [made["name"]]
    assert backup(running, "show", "latest")["manifest"]["kind"] == "embedded"
    assert backup(running, "verify", made["name"])["state"] == "verified"
    exported = backup(running, "export", made["name"], "--to", str(tmp_path))
    assert Path(exported["file"]).stat().st_size == exported["size"]
    assert backup(running, "prune", "--days", "1")["removed"] == []
    assert running.status["phase"] == "running"


def test_what_is_shown_says_that_the_settings_file_is_not_inside(running: Lazyit) -> None:
    backup(running, "create")
    shown = running.run("backup", "show", "latest").stdout
    assert "The settings file is not inside." in shown
    assert "verified" in running.run("backup", "list").stdout


@pytest.mark.long
def test_a_stopped_instance_is_backed_up_too(lazyit: Lazyit) -> None:
    lazyit.up()
    lazyit.down()
    assert backup(lazyit, "create")["state"] == "verified"


def test_a_failed_proof_says_so_and_exits_with_one(running: Lazyit) -> None:
    name = backup(running, "create")["name"]
    path = running.data / "backups" / name / "app.dump"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    assert "is not a backup" in backup(running, "verify", name, code=1)
    states = {each["name"]: each["state"] for each in backup(running, "list")}
    assert states[name] == "failed"
    shutil.rmtree(path.parent)


@pytest.mark.long
def test_the_worker_makes_what_is_due(running: Lazyit) -> None:
    shutil.rmtree(running.data / "backups", ignore_errors=True)
    database = Database.at(Instance.load(Layout(running.data)).cluster.url)
    database.run(
        "INSERT INTO operations_instance (id, instance_id, created_at) "
        "VALUES (1, gen_random_uuid(), now()) ON CONFLICT DO NOTHING; "
        "UPDATE operations_instance SET created_at = now() - interval '3 days'"
    )
    state = "SELECT state FROM jobs_job WHERE kind = 'operations.backup'"
    deadline = time.monotonic() + 90
    while database.value(state) not in {"DONE", "FAILED"}:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert database.value(state) == "DONE", database.value("SELECT error FROM jobs_job")
    (made,) = backup(running, "list")
    assert (made["state"], made["why"]) == ("verified", "scheduled")


def test_an_unknown_bundle_is_refused(running: Lazyit) -> None:
    assert "There is no bundle" in backup(running, "show", "1999", code=3)


@pytest.mark.long
def test_a_killed_backup_leaves_nothing_that_looks_whole(running: Lazyit) -> None:
    before = {each["name"] for each in backup(running, "list")}
    for point in ("backup.dump:after", "backup.attachments:before", "backup.rename:before"):
        killed_at(running, point)
        assert {each["name"] for each in backup(running, "list")} == before
    for point in ("backup.rename:after", "backup.restore:before", "backup.restore:after"):
        killed_at(running, point)
    new = {each["name"]: each["state"] for each in backup(running, "list")}
    assert {state for name, state in new.items() if name not in before} == {"unverified"}
    assert backup(running, "create")["state"] == "verified"
    folder = running.data / "backups"
    assert not (folder / "scratch").exists()
    assert list(folder.glob("*.partial")) == []
