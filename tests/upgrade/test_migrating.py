"""`migrate`: asked for where there is data, one at a time, whole or told half-way."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from lazyit import __version__
from tests.upgrade.conftest import KEPT, KEY, RIGHT, WRONG
from tests.upgrade.databases import Database, database, finished
from tests.upgrade.version_0_1_0 import PLACES, SECRET

WAITERS = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE NOT granted AND datname = current_database()
"""
DROP_INDEX = "DROP INDEX asset_archived"
ASKED = ("--beside", KEPT)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def undo_last_migration(now: Database, *statements: str) -> None:
    """As if the release before had not known the last migration yet."""
    now.do(
        "DELETE FROM django_migrations WHERE app = 'assets' AND name = '0005_archived_index'",
        "UPDATE instance_release SET version = '0.1.9', schema_identity = 'of 0.1.9'",
        *statements,
    )


@contextmanager
def locked(now: Database, statement: str) -> Iterator[None]:
    with now.connect() as connection, connection.transaction():
        connection.execute(statement.encode())
        yield


def test_an_empty_database_is_migrated_without_asking() -> None:
    with database("fresh_upgrade") as fresh:
        assert "never brought" in fresh.guard(code=3).stderr
        fresh.migrate()
        fresh.guard()
        begin = time.monotonic()
        assert "nothing to migrate" in fresh.migrate().stdout
        assert time.monotonic() - begin < 2
        assert fresh.ask("SELECT state FROM instance_release") == "committed"


def test_data_is_not_migrated_unless_asked_to(old: Database) -> None:
    with old.unchanged():
        refused = old.migrate(code=10, LAZYIT_KIND="embedded", LAZYIT_DATA="/srv/it").stderr
        assert "beside a copy of it only" in refused
        assert "Nothing was changed." in refused
        assert "Go on with: lazyit migrate --data /srv/it" in refused
        assert "earlier version" in old.guard(code=3).stderr


def test_a_database_of_0_1_0_is_brought_in_with_all_its_data(old: Database) -> None:
    old.migrate(*ASKED)
    old.guard()
    assert old.ask("SELECT version FROM instance_release") == __version__
    assert old.ask("SELECT count(*) FROM assets_location") == len(PLACES)
    assert old.ask("SELECT data->>'secret' FROM mfa_authenticator WHERE type = 'totp'") == SECRET
    assert old.ask("SELECT count(*) FROM operations_keyidentity") == 0
    same = "SELECT r.instance_id = i.instance_id FROM instance_release r, operations_instance i"
    assert old.ask(same)


def test_a_first_key_seals_what_was_stored_plain(old: Database) -> None:
    old.migrate(*ASKED)
    assert "sealed 2 stored values" in old.migrate(given={KEY: RIGHT}).stdout
    dump = old.contents()
    assert SECRET not in dump
    assert "5eed" not in dump
    assert RIGHT not in dump
    assert "nothing to migrate" in old.migrate(given={KEY: RIGHT}).stdout


def test_a_new_version_with_the_same_schema_is_noted(now: Database) -> None:
    now.migrate(APP_VERSION="9.9.9", GIT_SHA="abc")
    assert now.ask("SELECT version || ' ' || git_sha FROM instance_release") == "9.9.9 abc"


def test_the_plan_shows_every_migration_and_writes_nothing(now: Database) -> None:
    undo_last_migration(now)
    with now.unchanged():
        told = now.migrate("--plan").stdout
        plan = json.loads(now.migrate("--plan", "--json").stdout)
    assert "lock      assets.0005_archived_index" in told
    assert plan["hasData"] is True
    (step,) = plan["pending"]
    assert (step["app"], step["name"], step["class"]) == ("assets", "0005_archived_index", "lock")
    (table,) = [table for table in step["tables"] if table["name"] == "assets_asset"]
    assert (table["rows"], table["estimated"], table["locks"]) == (0, False, ["SHARE"])


def test_the_plan_of_an_empty_database_makes_everything(old: Database) -> None:
    plan = json.loads(old.migrate("--plan", "--json").stdout)
    (step,) = [step for step in plan["pending"] if step["name"] == "0003_release_and_keys"]
    assert step["class"] == "additive"
    assert all(table["new"] for table in step["tables"])


def test_a_failed_migration_is_told_half_way_and_can_be_finished(now: Database) -> None:
    undo_last_migration(now)  # its index is still there: making it again fails
    failed = now.migrate(*ASKED, code=4).stderr
    assert "already exists" in failed
    assert "no role starts" in failed
    assert "0.1.9" in failed
    stopped = now.guard(code=3).stderr
    assert "began and did not end" in stopped
    assert "lazyit migrate" in stopped
    now.do(DROP_INDEX)
    now.migrate(*ASKED)
    now.guard()


def test_a_killed_migrate_leaves_a_database_that_no_role_starts_on(now: Database) -> None:
    undo_last_migration(now, DROP_INDEX)
    with locked(now, "LOCK TABLE assets_asset IN ROW EXCLUSIVE MODE"):
        process = now.start("lazyit.config.manage", "migrate", *ASKED)
        until(lambda: now.ask(WAITERS) == 1)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert now.ask("SELECT state FROM instance_release") == "migrating"
    with now.unchanged():
        assert "began and did not end" in now.guard(code=3).stderr
    now.migrate(*ASKED)
    now.guard()


def test_two_at_once_wait_for_each_other(old: Database) -> None:
    with locked(old, "SELECT pg_advisory_lock(hashtextextended('lazyit.migrate', 0))"):
        both = [old.start("lazyit.config.manage", "migrate", *ASKED) for _ in range(2)]
        until(lambda: old.ask(WAITERS) == 2)
    told = "".join(finished(process).stdout for process in both)
    assert told.count("another migrate is at work") == 2
    assert told.count("Applying operations.0003_release_and_keys") == 1
    old.guard()


@pytest.mark.parametrize("options", [(), ASKED])
def test_an_older_version_does_not_migrate_a_newer_database(
    now: Database, options: tuple[str, ...]
) -> None:
    now.do("INSERT INTO django_migrations (app, name, applied) VALUES ('assets', '0099_x', now())")
    with now.unchanged():
        refused = now.migrate(*options, code=3).stderr
    assert "assets.0099_x" in refused


def test_no_migration_is_applied_alone_or_backwards(now: Database) -> None:
    with now.unchanged():
        now.migrate("assets", "zero", code=2)
        now.migrate("--fake", code=2)


@pytest.mark.parametrize("given", [{KEY: WRONG}, {KEY: ""}])
def test_migrate_refuses_without_the_right_key(now: Database, given: dict[str, str]) -> None:
    undo_last_migration(now, DROP_INDEX)
    with now.unchanged():
        refused = now.migrate(*ASKED, code=3, given=given).stderr
    assert KEY in refused
    assert f"the former {KEY} put back" in refused


def test_a_key_whose_identity_is_lost_must_open_what_is_stored(now: Database) -> None:
    now.do("DELETE FROM operations_keyidentity")
    with now.unchanged():
        refused = now.migrate(code=3, given={KEY: WRONG}).stderr
        assert "does not open what is stored" in refused
    now.migrate()
    now.guard()
