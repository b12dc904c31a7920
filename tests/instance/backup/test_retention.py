"""What is kept, what goes, and what no bundle refers to any more."""

from datetime import UTC, datetime, timedelta

import pytest

from lazyit.instance.backup import bundle, retention
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.failures import RefusedError
from tests.instance.backup.conftest import World, write

LATER = datetime.now(UTC) + timedelta(days=100)


def prune(world: World, days: int = 14) -> list[str]:
    with world.store.held():
        return retention.prune(world.source, days, LATER)[0]


def unprove(found: Bundle) -> None:
    found.file(bundle.VERIFICATION).unlink()


def test_the_newest_verified_and_the_last_before_an_upgrade_stay(world: World) -> None:
    made = [world.make(why) for why in ("pre-upgrade", "pre-upgrade", "manual", "manual")]
    unprove(made[3])
    gone = prune(world)
    assert set(gone) == {made[0].name, made[3].name}
    assert [each.name for each in world.store.bundles()] == [made[2].name, made[1].name]
    assert prune(world) == []


def test_young_ones_stay(world: World) -> None:
    world.make()
    world.make()
    assert prune(world, days=101) == []


def test_nothing_goes_where_nothing_is_verified(world: World) -> None:
    for each in (world.make(), world.make()):
        unprove(each)
    assert prune(world) == []
    assert len(world.store.bundles()) == 2


def test_attachments_stay_while_a_bundle_or_the_instance_refers_to_them(world: World) -> None:
    assert world.source.attachments
    old, live, both = world.attach(b"old"), world.attach(b"live"), world.attach(b"both")
    world.make()
    world.source.attachments.at(old).unlink()
    world.source.attachments.at(both).unlink()
    world.attach(b"both")
    world.make()
    assert set(world.store.blobs.listed()) == {old, live, both}
    prune(world)
    assert set(world.store.blobs.listed()) == {live, both}


def test_a_damaged_manifest_keeps_every_attachment(world: World) -> None:
    assert world.source.attachments
    digest = world.attach(b"old")
    first = world.make()
    world.source.attachments.at(digest).unlink()
    world.make()
    write(first.file(bundle.CHECKSUM), b"0" * 64)
    with world.store.held():
        retention.prune(world.source, 1000, LATER)
    assert digest in world.store.blobs.listed()


def test_a_bundle_is_found_by_the_beginning_of_its_name(world: World) -> None:
    made = world.make()
    assert world.store.find("latest") == world.store.find(made.name[:8]) == made
    with pytest.raises(RefusedError, match="no bundle"):
        world.store.find("1999")
