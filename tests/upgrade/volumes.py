"""Small disks of their own for folders of an instance: they can be full, or read-only."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.upgrade.prepared import Host

SIZE = 1024  # MB, of which the plan wants half
MB = 1024**2
FILLER = "filler"


@dataclass(frozen=True)
class Volume:
    """A folder that is a file system of its own."""

    path: Path

    @property
    def room(self) -> int:
        """How many bytes can be written."""
        found = os.statvfs(self.path)
        return found.f_bavail * found.f_frsize

    def fill(self, leave: int = 0) -> None:
        """Have room for so many bytes, and no more."""
        with (self.path / FILLER).open("wb") as file:
            while (size := self.room - leave) > 0:
                with contextlib.suppress(OSError):  # others write meanwhile
                    os.posix_fallocate(file.fileno(), file.tell(), size)
                    file.seek(0, os.SEEK_END)

    def empty(self) -> None:
        """Make room, as an operator would first of all."""
        (self.path / FILLER).unlink(missing_ok=True)

    def protect(self, *, is_on: bool) -> None:
        """Have it read-only, or writable again."""
        _mount("-o", f"remount,{'ro' if is_on else 'rw'}", str(self.path))


@contextmanager
def volume(host: Host, name: str) -> Iterator[Volume]:
    """Put a folder of a stopped instance on a volume of its own; ends the instance afterwards."""
    folder = host.data / name
    aside = folder.rename(folder.with_name(f"{name}.aside")) if folder.exists() else None
    folder.mkdir(mode=0o700)
    _mount("-t", "tmpfs", "-o", f"size={SIZE}m,mode=700", "none", str(folder))
    try:
        if aside:
            shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(aside)
        yield Volume(folder)
    finally:
        host.down()
        host.pull_the_plug()
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def skip_without() -> None:
    """Skip where nothing can be mounted: not as root, or a kernel that does not let it."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            _mount("-t", "tmpfs", "-o", "size=1m", "none", folder)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("volumes cannot be mounted here: run as root")
        subprocess.run(["umount", folder], check=True)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)
