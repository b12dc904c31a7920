"""`lazyit migrate` on data: a proven backup, a copy beside it, and back by itself."""

from __future__ import annotations

import contextlib
import json
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lazyit.instance import clone, psql
from tests.upgrade.databases import Database, Done, finished, server, url_of
from tests.upgrade.test_migrating import DROP_INDEX, WAITERS, locked, undo_last_migration, until

STEPS = ("keep", "take_away", "apply", "commit", "put_back", "forget")
POINTS = [f"migrate.{step}:{when}" for step in STEPS for when in ("before", "after")]
SLICE = {"migrate.apply:after"}
RELEASE = "SELECT version || ' ' || state FROM instance_release"
ROWS = "SELECT count(*) FROM assets_location"


@pytest.fixture
def bundles(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def pending(now: Database, bundles: Path) -> Iterator[Database]:
    """A database of a release before, with data and one migration to come."""
    undo_last_migration(now, DROP_INDEX)
    now.settings |= {
        "LAZYIT_KIND": "compose",
        "LAZYIT_SITE_ADDRESS": ":80",
        "BACKUP_DIR": str(bundles),
    }
    yield now
    leave(now)


def leave(now: Database) -> None:
    """Remove what a test left beside its database, and give that its name again."""
    with server() as connection:
        rows = connection.execute("SELECT datname FROM pg_database").fetchall()
        there = {str(name) for (name,) in rows}
        for name in (f"{now.name}_changing", f"{now.name}_before_migrate"):
            if name not in there:
                continue
            if now.name in there:
                clone.drop(psql.Database.at(url_of("postgres")), name)
            else:
                connection.execute(f'ALTER DATABASE "{name}" RENAME TO "{now.name}"'.encode())
            there.add(now.name)


def migrate(pending: Database, code: int = 0, **settings: str) -> Done:
    return pending.run("lazyit.cli.main", "migrate", code=code, given=settings)


def beside(pending: Database, *, only_open: bool = False) -> set[str]:
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datallowconn >= %s"
    with server() as connection:
        rows = connection.execute(query, [pending.name, only_open]).fetchall()
    return {str(name) for (name,) in rows} - {pending.name}


def verified(bundles: Path) -> int:
    found = [json.loads(path.read_text()) for path in bundles.glob("*/verification.json")]
    return sum(bool(proof["ok"]) for proof in found)


def test_data_is_migrated_after_a_verified_backup_and_beside_a_copy(
    pending: Database, bundles: Path
) -> None:
    told = migrate(pending).stdout
    assert "verified backup: " in told
    assert verified(bundles) == 1
    assert beside(pending) == set()
    assert str(pending.ask(RELEASE)).endswith("committed")
    assert pending.ask(ROWS) == 50
    pending.guard()
    assert "nothing to migrate" in migrate(pending).stdout
    assert verified(bundles) == 1


def test_a_migration_that_fails_leaves_the_data_as_it_was(pending: Database, bundles: Path) -> None:
    pending.do("CREATE INDEX asset_archived ON assets_asset (id)")  # in the way of the migration
    with pending.unchanged():
        failed = migrate(pending, code=1).stderr
    assert "already exists" in failed
    assert "The data is as it was before, and open again" in failed
    assert "0.1.9" in failed
    assert "image lazyit:0.1.9" in failed
    assert "git checkout v0.1.9" in failed
    assert beside(pending) == set()
    assert verified(bundles) == 1
    pending.do(DROP_INDEX)
    migrate(pending)
    pending.guard()


def test_without_room_for_a_backup_nothing_is_touched(pending: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pending.unchanged():
        refused = migrate(pending, code=3, BACKUP_DIR=str(tmp_path / "file" / "below")).stderr
    assert "cannot be written" in refused
    assert beside(pending) == set()


@pytest.mark.parametrize(
    "point",
    [p if p in SLICE else pytest.param(p, marks=pytest.mark.long) for p in POINTS],
)
def test_killed_at_any_point_the_next_migrate_ends_well(pending: Database, point: str) -> None:
    process = pending.start("lazyit.cli.main", "migrate", LAZYIT_FAILPOINT=point)
    finished(process, -signal.SIGKILL)
    migrate(pending)
    assert beside(pending) == set()
    assert str(pending.ask(RELEASE)).endswith("committed")
    assert pending.ask(ROWS) == 50
    pending.guard()


@pytest.mark.long
def test_told_to_end_it_goes_back_first(pending: Database) -> None:
    changing = Database(f"{pending.name}_changing", pending.settings)
    with pending.unchanged():
        process = pending.start("lazyit.cli.main", "migrate")
        until(lambda: f"{pending.name}_changing" in beside(pending, only_open=True))
        lock = "LOCK TABLE assets_asset IN ROW EXCLUSIVE MODE"
        with contextlib.suppress(psycopg.OperationalError), locked(changing, lock):
            until(lambda: changing.ask(WAITERS) == 1)
            process.send_signal(signal.SIGTERM)
            finished(process, 128 + signal.SIGTERM)
    assert beside(pending) == set()


@pytest.mark.long
def test_a_release_on_trial_is_left_to_its_upgrade(pending: Database, bundles: Path) -> None:
    migrate(pending)
    pending.do("UPDATE instance_release SET state = 'migrating', run = '0001-9.0.0-abcdef'")
    with pending.unchanged():
        refused = migrate(pending, code=3).stderr
    assert "or is of a release on trial" in refused
    assert "Go on with: ./lazyit upgrade resume" in refused
    assert verified(bundles) == 1
    assert beside(pending) == set()
