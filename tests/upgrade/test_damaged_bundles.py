"""`lazyit restore` of a damaged bundle: refused, nothing touched; the older one restores."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.matrix import OLD, REFUSED, Matrix
from tests.upgrade.prepared import ASSETS, Host, copy_of, go_on_of

pytestmark = [pytest.mark.long, pytest.mark.life]
COUNT = "SELECT count(*) FROM assets_asset"
TAR_BLOCK = 512


@dataclass(frozen=True)
class Kept:
    """A stopped instance with two proven bundles, the newer one also as a file."""

    host: Host
    older: str
    newer: str
    exported: Path

    @property
    def store(self) -> Path:
        return self.host.data / "backups"

    def copied(self, folder: Path) -> Path:
        """Copy the newer bundle and all attachments elsewhere, to be damaged there."""
        shutil.copytree(self.store / "blobs", folder / "blobs")
        found = shutil.copytree(self.store / self.newer, folder / self.newer)
        for path in folder.rglob("*"):
            path.chmod(0o700)
        return Path(found)

    def refused(self, what: Path) -> str:
        """Try to restore it; nothing of the instance may have changed, and it names a command."""
        before = self.seen()
        told = self.host.command("restore", str(what), code=3).stderr
        assert "Nothing was changed." in told
        assert self.seen() == before
        assert self.older in self.host.go_on(told).stdout
        return go_on_of(told)

    def seen(self) -> dict[str, tuple[int, int]]:
        """Every file of the instance, its size and when it was written."""
        found = (path for path in self.host.data.rglob("*") if path.is_file())
        passing = {"lock", "supervisor.log"}
        return {
            str(path): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in found
            if path.name not in passing
        }


@pytest.fixture(scope="module")
def kept(prepared: Path) -> Iterator[Kept]:
    with tempfile.TemporaryDirectory(prefix="lz-", ignore_cleanup_errors=True) as folder:
        host = copy_of(prepared, Path(folder))
        host.up()
        older, newer = (
            json.loads(host.command("backup", "create", "--json").stdout)["name"] for _ in range(2)
        )
        host.command("backup", "export", newer, "--to", folder)
        host.down()
        yield Kept(host, older, newer, Path(folder) / f"{newer}.lazyit.tar")
        host.down()
        assert host.processes() == []


def cut(path: Path, percent: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * percent // 100])


def flip(path: Path, place: int | None = None) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if place is None else place] ^= 1
    path.write_bytes(content)


def a_blob(found: Path) -> Path:
    return next(path for path in sorted((found.parent / "blobs").rglob("*")) if path.is_file())


Damage = Callable[[Path], Path | None]
FILES = ("app.dump", "manifest.json", "manifest.sha256")


def _cut(name: str, percent: int) -> Damage:
    return lambda found: cut(found / name, percent)


def _flip(name: str) -> Damage:
    return lambda found: flip(found / name)


DAMAGES: dict[str, Damage] = {
    **{f"{name} cut at {part} %": _cut(name, part) for name in FILES for part in (1, 50, 99)},
    **{f"a bit of {name} flipped": _flip(name) for name in FILES},
    "app.dump missing": lambda found: (found / "app.dump").unlink(),
    "an attachment missing": lambda found: a_blob(found).unlink(),
    "a bit of an attachment flipped": lambda found: flip(a_blob(found)),
    "under the name of a newer one": lambda found: found.rename(
        found.with_name("20990101T000000Z-9.0.0-00000000")
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_bundle_is_refused_before_anything_is_touched(
    kept: Kept, tmp_path: Path, matrix: Matrix, damage: str
) -> None:
    found = kept.copied(tmp_path)
    told = kept.refused(DAMAGES[damage](found) or found)
    matrix.note("bundle", f"restore: {damage}", REFUSED, told)


@pytest.mark.parametrize("percent", [1, 50, 99])
def test_a_cut_export_is_refused(kept: Kept, tmp_path: Path, matrix: Matrix, percent: int) -> None:
    file = Path(shutil.copy(kept.exported, tmp_path))
    cut(file, percent)
    told = kept.refused(file)
    matrix.note("bundle", f"restore: exported file cut at {percent} %", REFUSED, told)


@pytest.mark.parametrize("tenth", range(10))
def test_an_export_with_a_flipped_bit_is_refused(
    kept: Kept, tmp_path: Path, matrix: Matrix, tenth: int
) -> None:
    file = Path(shutil.copy(kept.exported, tmp_path))
    # Into the content of a member: a bit of the tar's own padding is nobody's.
    flip(file, file.stat().st_size * tenth // 10 // TAR_BLOCK * TAR_BLOCK + TAR_BLOCK)
    told = kept.refused(file)
    matrix.note("bundle", f"restore: exported file, a bit flipped at {tenth * 10} %", REFUSED, told)


def test_afterwards_it_serves_and_the_older_bundle_restores(kept: Kept, matrix: Matrix) -> None:
    kept.host.up()
    assert kept.host.database.value(COUNT) == str(ASSETS)
    kept.host.down()
    kept.host.command("restore", kept.older)
    kept.host.up()
    assert kept.host.database.value(COUNT) == str(ASSETS)
    kept.host.down()
    matrix.note("bundle", "after all of these", OLD, "lazyit restore with the older bundle")
