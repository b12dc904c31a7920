"""A bundle as one self-contained file, and back."""

import hashlib
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lazyit.instance import ways
from lazyit.instance.backup import bundle, durable
from lazyit.instance.backup.blobs import BlobFolder
from lazyit.instance.backup.bundle import Bundle, DamagedError
from lazyit.instance.backup.durable import Seen, ignore
from lazyit.instance.failures import RefusedError

SUFFIX = ".lazyit.tar"
BLOBS = "blobs"
MEMBER = re.compile(
    r"(?P<bundle>[^/]+)/((?P<file>[^/]+)|blobs/[0-9a-f]{2}/(?P<blob>[0-9a-f]{64}))\Z"
)


def export(found: Bundle, blobs: BlobFolder, target: Path, seen: Seen = ignore) -> Path:
    """Write a bundle with its attachments into one file: whole, or not at all."""
    if target.is_dir():
        target /= f"{found.name}{SUFFIX}"
    if target.exists():
        raise RefusedError(f"{target} exists already and is never overwritten.")
    aside = target.with_name(target.name + bundle.PARTIAL)
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _write(file, found, blobs, seen)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(target)
    finally:
        aside.unlink(missing_ok=True)
    durable.settle(target.parent)
    return target


class _Passing:
    """A file that is digested while tar reads it."""

    def __init__(self, file: IO[bytes], seen: Seen) -> None:
        self._file, self._seen, self.digest = file, seen, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, noted."""
        block = self._file.read(size)
        self.digest.update(block)
        self._seen(len(block))
        return block


def _write(file: IO[bytes], found: Bundle, blobs: BlobFolder, seen: Seen) -> None:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, place, digest in _members(found, blobs):
            _add(tar, path, f"{found.name}/{place}", digest, seen)


def _members(found: Bundle, blobs: BlobFolder) -> Iterator[tuple[Path, str, str | None]]:
    """Each file, its place in the archive, and the digest it must have."""
    yield found.file(bundle.MANIFEST), bundle.MANIFEST, found.checksum
    yield found.file(bundle.CHECKSUM), bundle.CHECKSUM, None
    if found.file(bundle.VERIFICATION).exists():
        yield found.file(bundle.VERIFICATION), bundle.VERIFICATION, None
    for name, written in found.manifest["files"].items():
        yield found.file(name), name, written["sha256"]
    for digest in found.attachments:
        yield blobs.at(digest), f"{BLOBS}/{digest[:2]}/{digest}", digest


def _add(tar: tarfile.TarFile, path: Path, place: str, digest: "str | None", seen: Seen) -> None:
    try:
        with path.open("rb") as source:
            passing = _Passing(source, seen)
            member = tarfile.TarInfo(place)
            member.size, member.mode = path.stat().st_size, 0o600
            tar.addfile(member, passing)
    except OSError as error:
        raise DamagedError(f"{path} cannot be read: {error.strerror}.") from error
    if digest and passing.digest.hexdigest() != digest:
        raise DamagedError(f"{path} does not hold what was written.", go_on=ways.backup("list"))


def unpack(file: Path, folder: Path, seen: Seen = ignore) -> tuple[Bundle, BlobFolder]:
    """Lay an exported bundle out in an empty folder; its content is judged by whoever proves it."""
    names = set()
    try:
        with tarfile.open(file, mode="r:") as tar:
            for member in tar:
                names.add(_extract(tar, member, folder, seen))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise DamagedError(f"{file} is not a whole exported bundle: {error}.") from error
    if len(names) != 1 or not bundle.NAME.match(name := names.pop()):
        raise DamagedError(f"{file} is not an exported bundle.")
    return Bundle(folder / name), BlobFolder(folder / BLOBS)


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, seen: Seen) -> str:
    """Write one member to the place that its name allows, which is never outside the folder."""
    place = MEMBER.match(member.name)
    content = tar.extractfile(member) if member.isreg() else None
    if place is None or content is None or place["bundle"].startswith("."):
        raise tarfile.TarError(f"it holds {member.name!r}")
    blob = place["blob"]
    target = folder / (f"{BLOBS}/{blob[:2]}/{blob}" if blob else member.name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as written:
        shutil.copyfileobj(content, written, durable.BLOCK)
        written.flush()
        os.fsync(written.fileno())
    seen(member.size)
    return place["bundle"]
