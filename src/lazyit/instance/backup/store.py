"""The folder of all bundles: who may write in it, and what is in it."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import identity, ways
from lazyit.instance.backup import bundle
from lazyit.instance.backup.blobs import BlobFolder
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.backup.scratch import Scratch
from lazyit.instance.failures import RefusedError


@dataclass(frozen=True)
class Store:
    """BACKUP_DIR."""

    path: Path

    @property
    def blobs(self) -> BlobFolder:
        """The attachments of all bundles."""
        return BlobFolder(self.path / "blobs")

    @property
    def scratch(self) -> Scratch:
        """The throwaway cluster of verification."""
        return Scratch(self.path / "scratch")

    @property
    def outgoing(self) -> Path:
        """Exported files on their way elsewhere."""
        return self.path / "outgoing"

    @property
    def incoming(self) -> Path:
        """An exported file, unpacked to be restored."""
        return self.path / "incoming"

    def bundles(self) -> list[Bundle]:
        """Every finished bundle, newest first."""
        names = os.listdir(self.path) if self.path.is_dir() else []  # noqa: PTH208 names suffice
        found = [Bundle(self.path / name) for name in names if bundle.NAME.match(name)]
        return sorted(found, key=lambda each: each.name, reverse=True)

    def find(self, name: str) -> Bundle:
        """The bundle of a name, of the beginning of one that is no other's, or `latest`."""
        found = self.bundles()
        if name != "latest":
            found = [each for each in found if each.name.startswith(Path(name).name)]
        if not found or (name != "latest" and len(found) > 1):
            what = "More than one bundle begins with" if found else "There is no bundle"
            raise RefusedError(f"{what} {name} in {self.path}.", go_on=ways.backup("list"))
        return found[0]

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who writes here; the kernel frees it when this process ends."""
        self._make()
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._lock(handle)
            self._clear_leftovers()
            yield
        finally:
            os.close(handle)

    def _make(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.path / ".writable").touch()
            (self.path / ".writable").unlink()
        except OSError as error:
            raise RefusedError(
                f"The folder for backups {self.path} cannot be written: {error.strerror}.",
                go_on=f"{ways.verb('backup', 'create')}, when it can: BACKUP_DIR may name another",
            ) from error
        identity.let_through(self.path)

    def _lock(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(
                f"Another backup, verification or restore is at work in {self.path}.",
                go_on="the same command, when that has ended",
            ) from None

    def clear_outgoing(self) -> None:
        """Remove exported files that were taken elsewhere, or never will be."""
        shutil.rmtree(self.outgoing, ignore_errors=True)

    def clear_incoming(self) -> None:
        """Remove an unpacked file."""
        shutil.rmtree(self.incoming, ignore_errors=True)

    def _clear_leftovers(self) -> None:
        """Whoever held this before and was killed may have left halves and a cluster."""
        self.scratch.clear()
        self.clear_outgoing()
        self.clear_incoming()
        for path in self.path.glob(f"*{bundle.PARTIAL}"):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
