"""Whatever happens to a bundle after it was made, its proof fails."""

import random
import shutil
from pathlib import Path

import pytest

from lazyit.instance.backup import bundle, verify
from lazyit.instance.backup.bundle import Bundle, DamagedError
from lazyit.instance.psql import Database
from tests.instance.backup.conftest import World, drop, new_database, rewrite_manifest, write
from tests.matrix import DETECTED, Matrix

FILES = ("app.dump", "provider.dump", bundle.MANIFEST, bundle.CHECKSUM)
Damaged = tuple[World, Bundle]


def fails(world: World, found: Bundle) -> str:
    """Prove it, see it fail, and return why."""
    verification = world.prove(found)
    assert not verification.ok
    assert not verify.is_verified(Bundle(found.path))
    assert not world.store.scratch.path.exists()
    return "\n".join(verification.problems)


def test_an_undamaged_copy_is_still_good(damaged: Damaged) -> None:
    world, found = damaged
    assert world.prove(found).problems == []


@pytest.mark.parametrize("percent", [1, 50, 99])
@pytest.mark.parametrize("name", FILES)
def test_a_cut_file_fails(damaged: Damaged, matrix: Matrix, name: str, percent: int) -> None:
    world, found = damaged
    content = found.file(name).read_bytes()
    write(found.file(name), content[: len(content) * percent // 100])
    fails(world, found)
    matrix.note("bundle", f"{name} cut at {percent} %", DETECTED)


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_anywhere_fails(damaged: Damaged, matrix: Matrix, name: str) -> None:
    world, found = damaged
    content = found.file(name).read_bytes()
    seed = random.randrange(2**32)
    print("seed", seed)
    for place in random.Random(seed).sample(range(len(content) * 8 - 16 * 8), 10):
        flipped = bytearray(content)
        flipped[place // 8] ^= 1 << place % 8
        write(found.file(name), bytes(flipped))
        fails(world, found)
    matrix.note("bundle", f"a bit of {name} flipped, ten places", DETECTED)


@pytest.mark.parametrize("percent", [1, 50, 99])
def test_a_cut_dump_fails_even_with_fitting_checksums(
    damaged: Damaged, matrix: Matrix, percent: int
) -> None:
    world, found = damaged
    content = found.file("app.dump").read_bytes()
    write(found.file("app.dump"), content[: len(content) * percent // 100])
    assert "app.dump: cannot be restored" in fails(world, rewrite_manifest(found))
    matrix.note("bundle", f"app.dump cut at {percent} %, checksums made to fit", DETECTED)


def test_swapped_dumps_fail(damaged: Damaged, matrix: Matrix) -> None:
    world, found = damaged
    one, other = found.file("app.dump"), found.file("provider.dump")
    contents = one.read_bytes(), other.read_bytes()
    write(one, contents[1])
    write(other, contents[0])
    assert "app.dump" in fails(world, found)
    assert "tables: public.thing is missing" in fails(world, rewrite_manifest(found))
    matrix.note("bundle", "dumps swapped, checksums made to fit or not", DETECTED)


def test_an_older_bundle_under_a_newer_name_fails(damaged: Damaged, matrix: Matrix) -> None:
    world, found = damaged
    newer = found.path.with_name("20990101T000000Z-0.2.0-00000000")
    shutil.move(found.path, newer)
    assert "under another name" in fails(world, Bundle(newer))
    matrix.note("bundle", "an older bundle under a newer name", DETECTED)


@pytest.mark.parametrize(
    ("change", "found_as"),
    [
        ("UPDATE thing SET note = 'x' WHERE id = 7", "tables: public.thing is not as it was"),
        ("DELETE FROM thing WHERE id = 7", "tables: public.thing has 1999 rows, had 2000"),
        ("DROP TRIGGER history_stays ON history", "history_stays is missing"),
        ("ALTER TABLE history DISABLE TRIGGER history_stays", "history_stays is not as it was"),
        ("DROP INDEX thing_red", "indexes: public.thing_red is missing"),
        ("ALTER TABLE thing DROP CONSTRAINT thing_place_id_fkey", "thing_place_id_fkey is missing"),
        ("ALTER TABLE thing ALTER note SET NOT NULL", "schema: not the one that was dumped"),
        ("SELECT nextval('place_id_seq')", "place_id_seq is not where it was"),
    ],
)
def test_a_dump_of_other_content_fails_even_with_fitting_checksums(
    damaged: Damaged, tmp_path: Path, matrix: Matrix, change: str, found_as: str
) -> None:
    """So fail an older dump under a newer name, a lost trigger and a lost index."""
    world, found = damaged
    altered = new_database()
    restored_from(found.file("app.dump"), altered)
    altered.run(change)
    path = tmp_path / "altered.dump"
    altered.tool("pg_dump", "-Fc", "-f", str(path)).run()
    drop(altered)
    write(found.file("app.dump"), path.read_bytes())
    assert found_as in fails(world, rewrite_manifest(found))
    matrix.note(
        "bundle", f"the dump of another content ({change}), checksums made to fit", DETECTED
    )


def restored_from(dump: Path, database: Database) -> None:
    database.tool("pg_restore", "--no-owner", "-d", database.address.name, str(dump)).run()


def test_a_missing_attachment_fails(damaged: Damaged, matrix: Matrix) -> None:
    world, found = damaged
    digest = next(iter(found.attachments))
    world.store.blobs.at(digest).unlink()
    assert f"{digest} is missing" in fails(world, found)
    matrix.note("bundle", "an attachment missing", DETECTED)


def test_a_wrong_attachment_fails(damaged: Damaged, matrix: Matrix) -> None:
    world, found = damaged
    digest, size = next(iter(found.attachments.items()))
    write(world.store.blobs.at(digest), b"x" * size)
    assert f"{digest} does not hold" in fails(world, found)
    matrix.note("bundle", "an attachment with another content", DETECTED)


def test_a_missing_dump_and_a_foreign_file_fail(damaged: Damaged, matrix: Matrix) -> None:
    world, found = damaged
    found.file("provider.dump").rename(found.file("other.dump"))
    problems = fails(world, found)
    assert "provider.dump: is missing" in problems
    assert "other.dump: is not part of it" in problems
    matrix.note("bundle", "a dump missing, and a file that is not part of it", DETECTED)


def test_a_proof_that_was_tampered_with_counts_for_nothing(
    damaged: Damaged, matrix: Matrix
) -> None:
    _world, found = damaged
    path = found.file(bundle.VERIFICATION)
    assert verify.is_verified(found)
    write(path, path.read_bytes().replace(b'"seconds": ', b'"seconds": 1'))
    assert verify.last(found) is None
    matrix.note("bundle", "verification.json written to", DETECTED)


def test_a_proof_of_another_bundle_counts_for_nothing(damaged: Damaged) -> None:
    world, found = damaged
    proof = found.file(bundle.VERIFICATION).read_bytes()
    other = world.make()
    write(other.file(bundle.VERIFICATION), proof)
    assert verify.last(other) is None


def test_a_damaged_manifest_is_told_without_a_proof(damaged: Damaged) -> None:
    _world, found = damaged
    write(found.file(bundle.CHECKSUM), b"")
    with pytest.raises(DamagedError, match="damaged"):
        _ = Bundle(found.path).manifest
