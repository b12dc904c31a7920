"""A bundle takes the place of the databases that are there, or leaves all as it was."""

from collections.abc import Iterator
from dataclasses import replace as changed
from datetime import timedelta
from pathlib import Path

import pytest

from lazyit.instance import clone, keys
from lazyit.instance.backup import intake, replacing
from lazyit.instance.backup.bundle import Bundle, DamagedError
from lazyit.instance.backup.intake import Intake
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.scratch import Scratch
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.psql import Database
from tests.instance.backup.conftest import (
    SCHEMA,
    World,
    drop,
    new_database,
    rewrite_manifest,
    world_at,
    write,
)

KEY = "WORKFLOW_SECRET_KEY"
KNOWN = ["things.0001_first", "things.0002_next"]
INSTANCE = "0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b"
Made = tuple[World, Bundle]


def names_on_server(database: Database) -> list[str]:
    name = database.address.name
    rows = database.named("postgres").run("SELECT datname FROM pg_database ORDER BY datname")
    return [row[0] for row in rows if row[0].startswith(name)]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Made]:
    """A database of this test alone, with a bundle of it and of one attachment."""
    database = new_database(SCHEMA)
    name = database.address.name
    database.run(
        f"ALTER DATABASE {name} SET work_mem TO '8MB';"
        f'ALTER DATABASE {name} SET search_path TO public, "with, comma";'
        f"ALTER ROLE CURRENT_USER IN DATABASE {name} SET statement_timeout TO '1h';"
        f"ALTER DATABASE {name} CONNECTION LIMIT 17;"
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
        f"GRANT CONNECT ON DATABASE {name} TO pg_monitor WITH GRANT OPTION"
    )
    world = world_at(tmp_path, database)
    world.attach(b"precious")
    yield world, world.make()
    for name in names_on_server(database):
        drop(database.named(name))


def restore(made: Made) -> dict[str, str]:
    replaced = restored(made)
    assert replaced.refused == []
    return replaced.kept


def restored(made: Made) -> replacing.Replaced:
    world, found = made
    replacing.refuse_used(world.source)
    return replacing.replace(world.source, Intake(found, world.store.blobs), Progress())


def test_what_was_lost_comes_back_and_what_was_replaced_is_kept(own: Made) -> None:
    world, _found = own
    assert world.source.attachments
    world.app.run("DELETE FROM thing WHERE id < 1000; INSERT INTO place (name) VALUES ('new')")
    digest = next(iter(world.source.attachments.listed()))
    world.source.attachments.at(digest).unlink()
    kept = restore(own)
    assert world.app.value("SELECT count(*) FROM thing") == "2000"
    assert world.app.value("SELECT count(*) FROM place") == "20"
    assert world.app.value("SHOW work_mem") == "8MB"
    assert set(world.source.attachments.listed()) == {digest}
    aside = world.app.named(kept[world.app.address.name])
    assert aside.value("SELECT count(*) FROM place") == "21"


def test_privileges_limit_and_settings_are_those_of_the_one_replaced(own: Made) -> None:
    world, _found = own
    server, name = world.app.named("postgres"), world.app.address.name
    before = clone.likeness(server, name)
    kept = restore(own)
    assert clone.likeness(server, name) == before == clone.likeness(server, kept[name])
    assert world.app.value("SHOW search_path") == 'public, "with, comma"'
    assert world.app.value("SHOW statement_timeout") == "1h"


@pytest.fixture
def superuser(tmp_path: Path) -> Iterator[World]:
    """A server of this test alone, where roles can be made."""
    with Scratch(tmp_path / "server").running() as server:
        server.run("CREATE DATABASE own TEMPLATE template0; CREATE ROLE stays; CREATE ROLE goes")
        server.named("own").run(SCHEMA)
        yield world_at(tmp_path, server.named("own"))


def test_privileges_on_tables_come_back_and_absent_roles_are_named(superuser: World) -> None:
    superuser.app.run(
        "GRANT SELECT ON thing TO goes, stays WITH GRANT OPTION;"
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO stays"
    )
    made = superuser.make()
    superuser.app.run("DROP OWNED BY goes; DROP ROLE goes; REVOKE ALL ON thing FROM stays")
    assert restored((superuser, made)).refused == ['role "goes" does not exist']
    superuser.app.run("CREATE TABLE later (id int)")
    asked = "SELECT has_table_privilege('stays', '{}', 'SELECT WITH GRANT OPTION')"
    assert superuser.app.value(asked.format("thing")) == "t"
    assert superuser.app.value(asked.format("later")) == "f"
    assert superuser.app.value("SELECT has_table_privilege('stays', 'later', 'SELECT')") == "t"


def test_what_was_replaced_goes_on_confirmation_or_with_time(own: Made) -> None:
    world, _found = own
    kept = restore(own)
    assert replacing.forget(world.source, older_than=timedelta(days=7)) == []
    assert replacing.forget(world.source) == list(kept.values())
    assert names_on_server(world.app) == [world.app.address.name]
    assert world.app.value("SELECT count(*) FROM thing") == "2000"


def test_a_database_in_use_is_refused(own: Made) -> None:
    world, _found = own
    with world.app.session() as session:
        session.run("SELECT 1")
        with pytest.raises(RefusedError, match="in use by 1"):
            restore(own)
    assert names_on_server(world.app) == [world.app.address.name]


def test_a_dump_that_is_not_what_the_manifest_says_changes_nothing(own: Made) -> None:
    world, found = own
    world.app.run("INSERT INTO place (name) VALUES ('new')")
    content = found.file("app.dump").read_bytes()
    write(found.file("app.dump"), content[: len(content) // 2])
    with pytest.raises(InstanceError, match="did not come back") as refusal:
        restore((world, rewrite_manifest(found)))
    assert "as they were" in refusal.value.touched
    assert names_on_server(world.app) == [world.app.address.name]
    assert world.app.value("SELECT count(*) FROM place") == "21"


def judge(made: Made, values: dict[str, str], known: list[str]) -> None:
    Intake(made[1], made[0].store.blobs).refuse_unfit(values, known, Progress())


def test_other_keys_are_refused_by_both_identities(damaged: Made) -> None:
    right, wrong = "11" * 32, "22" * 32
    identity = keys.identity_of(KEY, INSTANCE, bytes.fromhex(right))
    made = damaged[0], rewrite_manifest(damaged[1], keys={KEY: identity})
    judge(made, {KEY: right}, KNOWN)
    found = keys.identity_of(KEY, INSTANCE, bytes.fromhex(wrong))
    with pytest.raises(RefusedError, match=f"expected the identity {identity}, found {found}"):
        judge(made, {KEY: wrong}, KNOWN)
    with pytest.raises(RefusedError, match="found none"):
        judge(made, {}, KNOWN)


def test_migrations_of_a_later_version_are_refused_by_name(damaged: Made) -> None:
    made = damaged[0], rewrite_manifest(damaged[1], keys={})
    with pytest.raises(RefusedError, match=r"0002_next.*"):
        judge(made, {}, KNOWN[:1])


def test_a_damaged_bundle_is_refused(damaged: Made) -> None:
    world, found = damaged
    world.store.blobs.at(next(iter(found.attachments))).unlink()
    with pytest.raises(DamagedError, match="is missing"):
        judge(damaged, {}, KNOWN)


def test_a_later_format_is_refused(damaged: Made) -> None:
    made = damaged[0], rewrite_manifest(damaged[1], format=2)
    with pytest.raises(RefusedError, match="format 2"):
        judge(made, {}, KNOWN)


def test_missing_space_is_refused(damaged: Made) -> None:
    databases = {"app.dump": {**damaged[1].databases["app.dump"], "bytes": 10**18}}
    found = rewrite_manifest(damaged[1], databases=databases)
    with pytest.raises(RefusedError, match="MB free"):
        Intake(found, damaged[0].store.blobs).refuse_without_space(damaged[0].store.path)


def test_two_databases_of_a_server_are_replaced_together(own: Made, tmp_path: Path) -> None:
    world, _found = own
    other = new_database("CREATE TABLE client AS SELECT 1 AS id")
    both = World(changed(world.source, databases={"app": world.app, "provider": other}))
    made = both.make()
    other.run("DELETE FROM client")
    kept = restore((both, made))
    assert len(kept) == 2
    assert other.value("SELECT count(*) FROM client") == "1"
    for name in names_on_server(other):
        drop(other.named(name))


@pytest.mark.parametrize("what", ["./absent.tar", "20200101"])
def test_what_is_not_there_is_refused(world: World, what: str) -> None:
    with (
        world.store.held(),
        pytest.raises(RefusedError, match="There is no"),
        intake.opened(what, world.store, Progress()),
    ):
        pass
