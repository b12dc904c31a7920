"""The plan of an upgrade: it sees everything that stands in the way, and writes nothing."""

from __future__ import annotations

import dataclasses
import json
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from lazyit.instance import environment
from lazyit.instance.backup.blobs import BlobFolder
from lazyit.instance.backup.source import Source
from lazyit.instance.backup.store import Store
from lazyit.instance.layout import Layout
from lazyit.instance.psql import Database as Address
from lazyit.instance.upgrade import plan
from lazyit.instance.upgrade.plan import Plan, Target, space, timing
from lazyit.instance.upgrade.plan.containers import volume_told
from lazyit.instance.upgrade.plan.embedded import EmbeddedPlace
from lazyit.instance.upgrade.plan.parts import Remarks, Volume, run
from lazyit.instance.upgrade.release_file import ReleaseFile
from lazyit.instance.upgrade.runs import Runs
from tests.upgrade.conftest import KEY, RIGHT, WRONG
from tests.upgrade.databases import ROOT, Database, url_of
from tests.upgrade.test_migrating import DROP_INDEX, undo_last_migration

PENDING = "assets.0005_archived_index"
GB = 1000**3


@dataclass(frozen=True)
class OnServer(EmbeddedPlace):
    """A data directory whose database is one of the tests' server."""

    url: str = ""

    @cached_property
    def _source(self) -> Source:
        databases = {"app": Address.at(self.url)}
        store = Store(self.layout.data / "backups")
        return Source("embedded", store, databases, BlobFolder(self.layout.attachments))


@pytest.fixture
def place(now: Database, tmp_path: Path) -> OnServer:
    """An instance of a version before, with data, a key, and one migration to come."""
    undo_last_migration(now, DROP_INDEX)
    return place_at(tmp_path, now)


def place_at(folder: Path, there: Database, **settings: str) -> OnServer:
    layout = Layout(folder)
    values = {**environment.fresh_values({"LAZYIT_HTTP_PORT": "8080"}), KEY: RIGHT, **settings}
    layout.env.unlink(missing_ok=True)
    environment.write_fresh(layout.env, values)
    return OnServer(layout, url_of(there.name))


def target(python: str | None = None, **told: Any) -> Target:
    """This code as a later version, installed or not."""
    own = {**ReleaseFile.own().told, "version": "9.0.0", **told}
    return Target(ReleaseFile(own), Path("/nowhere"), Path(python) if python else None)


def areas(found: Plan) -> list[str]:
    return [remark.area for remark in found.problems]


@pytest.mark.parametrize("python", [None, sys.executable], ids=["by its file", "by its program"])
def test_an_open_plan_says_what_will_happen_and_writes_nothing(
    place: OnServer, now: Database, python: str | None
) -> None:
    with now.unchanged():
        found = plan.make(place, target(python))
    assert areas(found) == []
    assert (found.code, found.old, found.new) == (0, "0.1.9", "9.0.0")
    assert [(each.name, each.kind) for each in found.pending] == [(PENDING, "lock")]
    (table,) = found.pending[0].tables
    assert (table.name, table.rows) == ("assets_asset", 0)
    assert found.keys[KEY] == "right"
    assert found.predicted_seconds > timing.CLOSING + timing.TRIAL
    assert {"clone", "scratch", "dump"} <= {name for room in found.disk for name in room.needs}
    data = json.loads(json.dumps(found.as_data()))
    assert data["pending"][0]["tables"][0]["rows"] == 0
    screen = found.describe()
    assert PENDING in screen
    assert "Nothing was written. The upgrade is possible." in screen
    assert not (place.layout.data / "backups").exists()


def test_with_nothing_pending_there_is_only_a_restart(now: Database, tmp_path: Path) -> None:
    found = plan.make(place_at(tmp_path, now), target())
    assert found.pending == []
    assert found.predicted_seconds == timing.CLOSING + timing.TRIAL
    same = plan.make(place_at(tmp_path, now), target(version=found.old))
    assert same.is_idle
    assert "nothing to do" in same.describe()


def test_the_first_version_is_known_by_its_silence(old: Database, tmp_path: Path) -> None:
    found = plan.make(place_at(tmp_path, old), target())
    assert found.old == "0.1.0"
    assert {"operations.0003_release_and_keys"} <= {each.name for each in found.pending}
    assert found.keys[KEY] == "new"


@pytest.mark.parametrize(
    ("told", "go_on"),
    [
        ({"version": "0.1.8"}, "rollback"),
        ({"oldest": "0.2.0"}, "--to the release 0.2.0"),
        ({"stops": ["0.3.0", "0.2.0"]}, "--to the release 0.2.0"),
        ({"oldest": "0.4.0", "stops": ["0.3.0"]}, "--to the release 0.3.0"),
        ({"migrations": []}, "rollback"),
    ],
)
def test_a_way_that_is_not_open(place: OnServer, told: dict[str, Any], go_on: str) -> None:
    found = plan.make(place, target(**told))
    assert areas(found) == ["path"]
    assert found.code == 3
    assert go_on in found.problems[0].go_on


def test_a_migration_that_did_not_end(place: OnServer, now: Database) -> None:
    now.do("UPDATE instance_release SET state = 'migrating'")
    found = plan.make(place, target())
    assert areas(found) == ["path"]
    assert "resume" in found.problems[0].go_on


@pytest.mark.parametrize("python", [None, sys.executable], ids=["by its file", "by its program"])
def test_settings_are_judged_all_at_once(place: OnServer, python: str | None) -> None:
    with place.layout.env.open("a") as file:
        file.write("OIDC_ISSUER=\nBACKUP_CRON=CHANGE_ME\nPORT=1\nPORT=1\nMAX_IMPORT_ROWS=many\n")
    found = plan.make(place, target(python))
    told = "\n".join(remark.what for remark in found.problems)
    for name in ("OIDC_ISSUER is blank", "placeholder", "already given", "MAX_IMPORT_ROWS"):
        assert name in told
    assert set(areas(found)) == {"settings"}
    assert any("PORT: no longer read" in remark.what for remark in found.warnings)


def test_what_the_new_version_needs_is_known_before_it_is_there(place: OnServer) -> None:
    added = [
        {"name": "NEW_ONE", "since": "9.0.0", "needed": "always", "kinds": ["embedded"]},
        {"name": "NEW_TOO", "since": "9.0.0", "needed": "at times", "kinds": ["embedded"]},
        {"name": "NEW_OFF", "since": "9.0.0", "needed": "with A=true", "kinds": ["embedded"]},
        {"name": "NEW_ELSEWHERE", "since": "9.0.0", "needed": "always", "kinds": ["compose"]},
    ]
    gone = [{"name": "LAZYIT_HTTP_PORT", "in": "9.0.0", "renamedTo": "PORT_OF_OURS"}]
    found = plan.make(place, target(settings=added, removed=gone))
    assert [remark.what for remark in found.problems] == ["NEW_ONE: missing, needed since 9.0.0"]
    warned = [remark.what for remark in found.warnings if remark.area == "settings"]
    assert "NEW_TOO: new, needed at times" in warned
    assert not any("NEW_OFF" in what for what in warned)
    assert any("renamed to PORT_OF_OURS" in what for what in warned)
    assert found.settings.added == ["NEW_ONE", "NEW_TOO", "NEW_OFF"]


@pytest.mark.parametrize(
    ("given", "state"), [({KEY: WRONG}, "wrong"), ({KEY: ""}, "missing")], ids=["wrong", "missing"]
)
def test_a_key_that_is_not_this_databases(
    now: Database, tmp_path: Path, given: dict[str, str], state: str
) -> None:
    settings = {name: value for name, value in given.items() if value}
    place = place_at(tmp_path, now, **settings)
    if not settings:
        lines = place.layout.env.read_text().splitlines(keepends=True)
        place.layout.env.write_text("".join(line for line in lines if not line.startswith(KEY)))
    found = plan.make(place, target())
    assert found.keys[KEY] == state
    assert areas(found) == ["keys"]
    assert RIGHT not in str(found.as_data())
    assert WRONG not in str(found.as_data())


def test_a_database_of_another_major_is_refused(place: OnServer) -> None:
    found = plan.make(place, target(components={"embedded": {"postgres": "19.1", "caddy": "3"}}))
    assert areas(found) == ["components"]
    assert [(each.name, each.after) for each in found.components] == [
        ("postgres", "19.1"),
        ("caddy", "3"),
    ]


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    place = place_at(tmp_path, Database("nobody_made_this"))
    found = plan.make(place, target())
    assert areas(found) == ["health"]
    assert "does not exist" in found.problems[0].what
    assert found.old == "unknown"


def test_purposes_on_one_volume_add_up() -> None:
    sizes = space.Sizes(GB, 0, GB // 2, 0, 1000, GB // 4, migrates=True)
    apart = {name: Volume(name, name, 100 * GB) for name in ("database", "backups", "releases")}
    together = {name: Volume(1, "/data", 3 * GB) for name in apart}
    rooms = space.rooms(sizes, apart)
    (room,) = space.rooms(sizes, together)
    assert room.needed == sum(each.needed for each in rooms)
    remarks = Remarks([], [])
    space.judge(rooms, remarks, "prune")
    assert remarks.problems == []
    space.judge([room], remarks, "prune")
    (problem,) = remarks.problems
    assert problem.what.startswith("/data: ")
    assert "clone 1.0 GB" in problem.what
    quiet = space.needs(dataclasses.replace(sizes, migrates=False))
    assert quiet["database"] == {}


def test_a_rehearsal_tells_how_long_it_takes(place: OnServer, tmp_path: Path) -> None:
    runs = Runs(tmp_path / "upgrades")
    with runs.held():
        journal = runs.begin("9.0.0")
        rehearsed = {"copy": 1.0, "migrate": 500.0, "trial": 4.0}
        journal.note("rehearse", "done", to="9.0.0", pending=[PENDING], rehearsed=rehearsed)
    found = plan.make(place, target(), runs.all())
    assert found.is_rehearsed
    assert 504 < found.predicted_seconds < 515
    assert "by the last rehearsal" in found.describe()
    assert not plan.make(place, target(version="9.0.1"), runs.all()).is_rehearsed


def test_free_space_is_read_from_inside_containers() -> None:
    volume = volume_told(run(["df", "-Pk", "/"], {"PATH": "/usr/bin:/bin"}))
    assert volume
    assert volume.path == "/"
    assert volume.free > 0
    assert volume_told(run(["df", "-Pk", "/nowhere"], {"PATH": "/usr/bin:/bin"})) is None


def test_a_version_that_is_not_installed_judges_settings(place: OnServer) -> None:
    checkout = Target.of(ROOT)
    assert checkout.python is None
    assert checkout.version == ReleaseFile.own().version
    assert place.settings(checkout).is_by_new


def test_a_version_that_cannot_say_what_is_pending_is_refused(place: OnServer) -> None:
    found = plan.make(place, target("/bin/false"))
    assert areas(found) == ["migrations"]
    assert found.pending == []
