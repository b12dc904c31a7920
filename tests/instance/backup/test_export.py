"""One file holds a bundle and its attachments, and gives them back."""

import stat
import tarfile
from pathlib import Path

import pytest

from lazyit.instance.backup import exporting
from lazyit.instance.backup.bundle import Bundle, DamagedError
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.scratch import Scratch
from lazyit.instance.backup.verify import Prover
from lazyit.instance.failures import RefusedError
from tests.instance.backup.conftest import World, write


def export(pristine: tuple[World, Bundle], target: Path) -> Path:
    return exporting.export(pristine[1], pristine[0].store.blobs, target)


def test_an_exported_bundle_is_proven_from_its_file_alone(
    pristine: tuple[World, Bundle], tmp_path: Path
) -> None:
    file = export(pristine, tmp_path)
    assert file.name == f"{pristine[1].name}.lazyit.tar"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found, blobs = exporting.unpack(file, tmp_path / "unpacked")
    assert found.manifest == pristine[1].manifest
    prover = Prover(Scratch(tmp_path / "scratch"), blobs, Progress())
    assert prover.prove(found).problems == []


def test_a_cut_file_is_refused_or_fails_its_proof(
    pristine: tuple[World, Bundle], tmp_path: Path
) -> None:
    file = export(pristine, tmp_path)
    content = file.read_bytes()
    for percent in (1, 50, 90):
        file.write_bytes(content[: len(content) * percent // 100])
        folder = tmp_path / str(percent)
        try:
            found, blobs = exporting.unpack(file, folder)
        except DamagedError:
            continue
        prover = Prover(Scratch(tmp_path / "scratch"), blobs, Progress())
        assert not prover.prove(found).ok


def test_nothing_is_overwritten(pristine: tuple[World, Bundle], tmp_path: Path) -> None:
    target = tmp_path / "kept.tar"
    target.write_text("mine")
    with pytest.raises(RefusedError, match="never overwritten"):
        export(pristine, target)
    assert target.read_text() == "mine"


def test_a_damaged_bundle_is_not_exported(damaged: tuple[World, Bundle], tmp_path: Path) -> None:
    world, found = damaged
    write(found.file("provider.dump"), b"x")
    with pytest.raises(DamagedError):
        exporting.export(found, world.store.blobs, tmp_path / "out.tar")
    assert list(tmp_path.glob("out*")) == []


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/b/c", "a/blobs/../../../evil"])
def test_an_archive_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(DamagedError):
        exporting.unpack(file, tmp_path / "unpacked")
    assert not list(tmp_path.rglob("evil"))


def test_links_in_an_archive_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "link.tar"
    link = tarfile.TarInfo("20260101T000000Z-0.2.0-00000000/app.dump")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(file, "w") as tar:
        tar.addfile(link)
    with pytest.raises(DamagedError):
        exporting.unpack(file, tmp_path / "unpacked")
