"""A bundle says what was in the very snapshot that it holds."""

import hashlib
import json
import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from lazyit.instance.backup import bundle, verify
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.psql import Database
from tests.instance.backup.conftest import World, drop, new_database, world_at


def test_a_bundle_is_proven_as_soon_as_it_is_made(pristine: tuple[World, Bundle]) -> None:
    world, made = pristine
    assert bundle.NAME.match(made.name)
    assert "-0.2.0-" in made.name
    assert verify.is_verified(made)
    assert [path.name for path in world.store.path.glob("*.partial")] == []
    assert not world.store.scratch.path.exists()


def test_the_manifest_tells_what_is_inside(pristine: tuple[World, Bundle]) -> None:
    manifest = pristine[1].manifest
    facts = manifest["databases"]["app.dump"]["facts"]
    assert facts["tables"]["public.thing"]["rows"] == 2000
    assert facts["triggers"] == {"public.history: history_stays": "O"}
    assert facts["sequences"]["public.place_id_seq"] == [["20", "t"], ["20", "t"]]
    assert (manifest["why"], manifest["who"]) == ("manual", "ana")
    assert manifest["migrations"] == ["things.0001_first", "things.0002_next"]
    expected = hashlib.sha256(b"things.0001_first\nthings.0002_next").hexdigest()
    assert manifest["schemaIdentity"] == expected
    assert set(manifest["files"]) == {"app.dump", "provider.dump"}
    assert len(manifest["attachments"]) == 3


def test_it_says_that_the_settings_file_is_not_inside_and_which_keys_it_needs(
    pristine: tuple[World, Bundle],
) -> None:
    manifest = pristine[1].manifest
    assert manifest["keys"] == {"WORKFLOW_SECRET_KEY": "0123456789abcdef"}
    assert manifest["environment"]["inside"] is False
    assert "not inside" in manifest["environment"]["note"]


def test_only_its_owner_can_read_a_bundle(pristine: tuple[World, Bundle]) -> None:
    assert stat.S_IMODE(pristine[0].store.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(pristine[1].file("app.dump").stat().st_mode) == 0o400


def test_writers_at_work_do_not_make_a_bundle_fail(tmp_path: Path) -> None:
    database = new_database("CREATE TABLE t (id serial, x text)")
    stop = threading.Event()

    def write() -> None:
        with database.session() as session:
            while not stop.is_set():
                session.run("INSERT INTO t (x) VALUES ('more')")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = world_at(tmp_path, database).make()
    finally:
        stop.set()
        writer.join()
        drop(database)
    assert verify.is_verified(made)


def test_a_second_bundle_copies_only_new_attachments(world: World) -> None:
    first = world.attach(b"one")
    world.make()
    kept = world.store.blobs.at(first).stat()
    second = world.attach(b"two")
    made = world.make()
    assert set(made.attachments) == {first, second}
    assert world.store.blobs.at(first).stat() == kept


def test_an_attachment_that_is_not_what_its_name_says_stops_the_backup(world: World) -> None:
    digest = world.attach(b"right")
    assert world.source.attachments
    world.source.attachments.at(digest).write_bytes(b"wrong")
    with pytest.raises(InstanceError, match=digest):
        world.make()
    assert world.store.bundles() == []
    assert world.store.blobs.listed() == {}


def test_a_database_that_cannot_be_reached_leaves_nothing(world: World) -> None:
    absent = World(
        type(world.source)("embedded", world.store, {"app": world.app.named("absent")}),
    )
    with pytest.raises(InstanceError, match="absent"):
        absent.make()
    assert world.store.bundles() == []


def test_two_at_once_are_refused(world: World) -> None:
    with world.store.held(), pytest.raises(RefusedError, match="at work"):
        world.make()
    assert world.store.bundles() == []


def test_the_settings_file_is_sealed_to_whom_the_operator_names(
    world: World, tmp_path: Path
) -> None:
    pyrage = pytest.importorskip("pyrage")
    holder = pyrage.x25519.Identity.generate()
    made = world.told(BACKUP_SEAL_TO=str(holder.to_public())).make()
    assert made.manifest["environment"]["inside"] is True
    opened = pyrage.decrypt(made.file(bundle.SEALED).read_bytes(), [holder])
    assert opened == (tmp_path / "env").read_bytes()


def test_a_container_takes_the_settings_file_as_the_host_sealed_it(world: World) -> None:
    there = world.store.path / bundle.SEALED
    there.parent.mkdir()
    there.write_bytes(b"sealed by the host")
    os.utime(there, (1_700_000_000, 1_700_000_000))
    made = World(replace(world.source, environment=None)).make()
    assert made.file(bundle.SEALED).read_bytes() == b"sealed by the host"
    told = made.manifest["environment"]
    assert (told["inside"], told["sealedAt"]) == (True, "2023-11-14T22:13:20+00:00")


def test_a_malformed_recipient_stops_the_backup(world: World) -> None:
    with pytest.raises(InstanceError, match="could not be sealed"):
        world.told(BACKUP_SEAL_TO="nobody").make()
    assert world.store.bundles() == []


def test_the_key_check_of_the_application_is_part_of_the_proof(world: World) -> None:
    asked = []

    def check(database: Database) -> list[str]:
        asked.append(database.value("SELECT count(*) FROM thing"))
        return ["keys: WORKFLOW_SECRET_KEY opens nothing"]

    blind = World(type(world.source)("embedded", world.store, {"app": world.app}, key_check=check))
    with pytest.raises(InstanceError, match="WORKFLOW_SECRET_KEY opens nothing"):
        blind.make()
    assert asked == ["2000"]
    assert not verify.is_verified(world.store.bundles()[0])


def test_a_whole_bundle_goes_elsewhere_as_one_file(world: World, tmp_path: Path) -> None:
    world.told(BACKUP_OFFSITE_CMD=f'cp "$1" {tmp_path}/').make()
    assert len(list(tmp_path.glob("*.lazyit.tar"))) == 1
    assert not world.store.outgoing.exists()


def test_a_failure_is_told_to_its_hook(world: World, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    settings = {
        "BACKUP_OFFSITE_CMD": "echo no room >&2; exit 4",
        "BACKUP_ON_FAILURE_CMD": f'printf %s "$1" > {heard}',
    }
    with pytest.raises(InstanceError, match="exit code 4: no room"):
        world.told(**settings).make()
    assert "no room" in heard.read_text()
    assert verify.is_verified(world.store.bundles()[0])


def test_the_proof_is_not_part_of_what_it_proves(pristine: tuple[World, Bundle]) -> None:
    manifest = json.loads(pristine[1].file(bundle.MANIFEST).read_text())
    assert bundle.VERIFICATION not in manifest["files"]
