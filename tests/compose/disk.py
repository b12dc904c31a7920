"""A file system of its own with little room, as a volume of the database."""

import contextlib
import os
import subprocess
from pathlib import Path

SIZE = 400 * 1024 * 1024
TURNS = 20
POSTGRES = 999  # the user of the database's image


class Disk:
    """A file that is mounted as a file system; whatever fills it is one more file in it."""

    def __init__(self, image: Path, place: Path) -> None:
        self.place = place
        self._filling = place / "filling"
        with image.open("wb") as file:
            file.truncate(SIZE)
        _run("mkfs.ext4", "-q", "-m", "0", str(image))
        place.mkdir()
        _run("mount", "-o", "loop", str(image), str(place))
        os.chown(place, POSTGRES, POSTGRES)

    def fill(self) -> None:
        """Leave nothing; whoever else writes meanwhile only makes it sooner."""
        with self._filling.open("ab") as file:
            for _turn in range(TURNS):
                with contextlib.suppress(OSError):  # a part of it was taken meanwhile
                    size = os.fstat(file.fileno()).st_size
                    os.posix_fallocate(file.fileno(), 0, size + self._free)
        assert self._free == 0

    @property
    def _free(self) -> int:
        found = os.statvfs(self.place)
        return found.f_bavail * found.f_frsize

    def make_room(self) -> None:
        self._filling.unlink()

    def remove(self) -> None:
        _run("umount", "--lazy", str(self.place))


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stderr}"
