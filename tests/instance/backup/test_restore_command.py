"""`lazyit restore` on whole instances: in place, into an empty folder, killed at every step."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.psql import Database
from lazyit.instance.upgrade.runs import Runs
from tests.instance.conftest import COMMAND, Lazyit, free_port

pytestmark = pytest.mark.life
POINTS = ("restore.beside:after", "restore.swap:before", "restore.swap:after")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lazyit, Path, Path]]:
    """A stopped instance with one bundle, that bundle as a file, and its settings file."""
    folder = tmp_path_factory.mktemp("origin")
    origin = Lazyit(folder / "data", free_port())
    origin.up()
    origin.run("demo", "load", "--assets", "30")
    made = json.loads(origin.run("backup", "create", "--json").stdout)
    origin.run("backup", "export", made["name"], "--to", str(folder))
    origin.down()
    settings = Path(shutil.copy(origin.data / "env", folder / "kept.env"))
    yield origin, folder / f"{made['name']}.lazyit.tar", settings
    assert origin.processes() == []


def killed_at(lazyit: Lazyit, point: str, *words: str) -> None:
    done = subprocess.run(
        [*COMMAND, "restore", "--data", str(lazyit.data), *words],
        env={**os.environ, "LAZYIT_FAILPOINT": point},
        capture_output=True,
        timeout=120,
        start_new_session=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def assets(lazyit: Lazyit) -> int:
    """How many assets the instance serves, asked of its own database while it runs."""
    lazyit.run("up", "--detach")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{lazyit.port}/health/ready") as answer:
            assert answer.status == 200
        database = Instance.load(Layout(lazyit.data)).cluster
        return int(_ask(database.url))
    finally:
        lazyit.down()


def _ask(url: str) -> str:
    return Database.at(url).value("SELECT count(*) FROM assets_asset")


@pytest.mark.long
def test_killed_anywhere_it_serves_and_one_command_finishes(
    exported: tuple[Lazyit, Path, Path],
) -> None:
    origin, _file, _settings = exported
    for point in POINTS:
        killed_at(origin, point, "latest")
    assert assets(origin) == 30
    done = json.loads(origin.run("restore", "latest", "--json").stdout)
    assert len(done["kept"]) == 1
    assert assets(origin) == 30
    gone = json.loads(origin.run("restore", "confirm", "--json").stdout)["removed"]
    assert set(done["kept"].values()) < set(gone)  # also what the killed ones had replaced
    assert json.loads(origin.run("restore", "confirm", "--json").stdout)["removed"] == []


@pytest.mark.long
def test_an_upgrade_that_stands_half_way_is_finished_first(
    exported: tuple[Lazyit, Path, Path],
) -> None:
    """Its `resume` would take the restored database for the one that it had changed."""
    origin, _file, _settings = exported
    runs = Runs(Layout(origin.data).upgrades)
    with runs.held():
        assert "at work" in origin.run("restore", "latest", code=3).stderr
        journal = runs.begin("9.9.9", kind="upgrade")
    journal.note("close", "begun")
    try:
        refused = origin.run("restore", "latest", code=3).stderr
        assert "stands half-way" in refused
        assert "lazyit upgrade resume" in refused
    finally:
        shutil.rmtree(runs.path)
    assert json.loads(origin.run("restore", "confirm", "--json").stdout)["removed"] == []


@pytest.mark.long
def test_a_running_instance_is_refused(running: Lazyit) -> None:
    refused = running.run("restore", "latest", code=3)
    assert "is running" in refused.stderr
    assert running.status["phase"] == "running"


def test_an_empty_host_becomes_the_instance_again(
    exported: tuple[Lazyit, Path, Path], lazyit: Lazyit
) -> None:
    _origin, file, settings = exported
    lazyit.port = _origin.port
    for point in ("restore.beside:after", "restore.name:before"):
        killed_at(lazyit, point, str(file), "--env", str(settings))
        assert not lazyit.data.exists()
    lazyit.run("restore", str(file), "--env", str(settings))
    assert list(lazyit.data.parent.iterdir()) == [lazyit.data]
    assert (lazyit.data / "env").read_bytes() == settings.read_bytes()
    assert stat.S_IMODE((lazyit.data / "env").stat().st_mode) == 0o600
    assert assets(lazyit) == 30
    assert "is the key of this database" in lazyit.run("keys", "check").stdout


def test_a_settings_file_with_other_keys_is_refused_before_anything_is_made(
    exported: tuple[Lazyit, Path, Path], lazyit: Lazyit, tmp_path: Path
) -> None:
    _origin, file, settings = exported
    other = tmp_path / "other.env"
    text = re.sub(r"(?m)^(WORKFLOW_SECRET_KEY)=.*$", r"\1=" + "ab" * 32, settings.read_text())
    other.write_text(text)
    refused = lazyit.run("restore", str(file), "--env", str(other), code=3)
    assert "expected the identity" in refused.stderr
    assert "ab" * 32 not in refused.stderr
    assert list(lazyit.data.parent.iterdir()) == []


def test_an_empty_folder_needs_the_settings_file(
    exported: tuple[Lazyit, Path, Path], lazyit: Lazyit
) -> None:
    assert "--env FILE" in lazyit.run("restore", str(exported[1]), code=3).stderr
    assert not lazyit.data.exists()


def test_a_folder_with_something_else_in_it_is_left_alone(
    exported: tuple[Lazyit, Path, Path], lazyit: Lazyit
) -> None:
    lazyit.data.mkdir()
    (lazyit.data / "mine").write_text("mine")
    words = ("restore", str(exported[1]), "--env", str(exported[2]))
    assert "not empty" in lazyit.run(*words, code=3).stderr
    assert [path.name for path in lazyit.data.iterdir()] == ["mine"]


def test_a_cut_file_is_refused_before_anything_is_touched(
    exported: tuple[Lazyit, Path, Path], tmp_path: Path
) -> None:
    origin, file, _settings = exported
    cut = tmp_path / file.name
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert "Nothing was changed" in origin.run("restore", str(cut), code=3).stderr
    assert not (origin.data / "backups/incoming").exists()
