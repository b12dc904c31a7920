"""The releases of an embedded instance: virtual environments beside its data, one of them current.

Without a current one, the instance runs in the environment of the command that started it.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance.backup import durable
from lazyit.instance.failures import RefusedError
from lazyit.instance.layout import Layout

FOLDER, CURRENT, PARTIAL = "releases", "current", ".partial"
STAMP = "release"  # the last file of a release: what its code was made of


@dataclass(frozen=True)
class Release:
    """One installed version."""

    path: Path

    @property
    def version(self) -> str:
        """Which version it is."""
        return self.path.name.removesuffix(PARTIAL)

    @property
    def python(self) -> Path:
        """The Python that has its packages."""
        return self.path / "bin" / "python"

    @property
    def static(self) -> Path:
        """Its own styles, scripts and icons: the release before keeps serving its own."""
        return self.path / "static"

    @property
    def is_whole(self) -> bool:
        """Whether it was made to its end."""
        return (self.path / STAMP).is_file()

    @property
    def stamp(self) -> str:
        """What its code was made of."""
        return (self.path / STAMP).read_text() if self.is_whole else ""

    @property
    def is_running_this(self) -> bool:
        """Whether this very process has its packages."""
        return Path(sys.prefix) == self.path


@dataclass(frozen=True)
class Releases:
    """The folder of all releases of an instance, and the name of the current one."""

    layout: Layout

    @property
    def path(self) -> Path:
        """Where they lie."""
        return self.layout.data / FOLDER

    @property
    def link(self) -> Path:
        """The name under which one of them is the current one."""
        return self.layout.data / CURRENT

    @property
    def current(self) -> "Release | None":
        """The release that the instance runs, if it runs one of its own."""
        if not self.link.is_symlink():
            return None
        found = Release(self.path / self.link.readlink().name)
        if not found.is_whole:
            raise RefusedError(
                f"{found.path}, the current release of this instance, is missing or not whole.",
                go_on=f"lazyit upgrade run --to WHEEL_OF_{found.version} --data {self.layout.data}",
            )
        return found

    def find(self, version: str) -> "Release | None":
        """The release of a version, if it is there and whole."""
        found = Release(self.path / version)
        return found if found.is_whole else None

    def switch(self, release: "Release | None") -> None:
        """Make a release the current one, in an instant; none: the command's own environment."""
        if release is None:
            self.link.unlink(missing_ok=True)
        else:
            aside = self.link.with_name(f"{CURRENT}.new")
            aside.unlink(missing_ok=True)
            aside.symlink_to(Path(FOLDER) / release.path.name)
            aside.rename(self.link)
        durable.settle(self.layout.data)
