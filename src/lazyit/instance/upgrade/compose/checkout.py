"""The checkout of an instance of containers, and what git knows of it: perhaps nothing."""

import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance.failures import RefusedError
from lazyit.instance.upgrade.compose import engine, lately
from lazyit.instance.upgrade.compose.versions import FILES

SOURCE = "src/lazyit/__init__.py"
VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)
LOOKED_BACK = "300"  # commits


@dataclass(frozen=True)
class Checkout:
    """A folder with compose.yaml and the sources."""

    root: Path

    @property
    def version(self) -> str:
        """The version that is checked out now."""
        match = VERSION.search((self.root / SOURCE).read_text())
        if not match:
            raise RefusedError(f"{self.root} does not say which version it is.")
        return match[1]

    def commit_of(self, version: str, told: str = "") -> str:
        """The commit of a version, the state that was checked out last first; or nothing."""
        return next((c for c in self._commits(told) if self._version_at(c) == version), "")

    def texts_at(self, commit: str) -> "dict[str, str]":
        """The files of compose at a commit; the checkout's own where git does not know them."""
        own = {name: (self.root / name).read_text() for name in FILES}
        if not commit or commit == self.head:
            return own
        return {name: self._git("show", f"{commit}:{name}") or text for name, text in own.items()}

    def _commits(self, told: str) -> "Iterator[str]":
        """One that somebody named, those that were checked out, those that changed a version."""
        yield from [told] if told not in {"", "unknown"} else []
        for words in (
            ("rev-parse", "HEAD"),
            ("reflog", "--format=%H", "-n", LOOKED_BACK),
            ("log", "--format=%H", "-n", LOOKED_BACK, "--", SOURCE),
        ):
            yield from dict.fromkeys(self._git(*words).split())

    def _version_at(self, commit: str) -> str:
        match = VERSION.search(self._git("show", f"{commit}:{SOURCE}"))
        return match[1] if match else ""

    def take(self, commit: str, version: str) -> bool:
        """Bring the checkout to a commit, if nobody's changes are lost by that."""
        if self.version == version:
            return True
        if not commit or self._git("status", "--porcelain", "--untracked-files=no").strip():
            return False
        self._git("checkout", "--quiet", "--detach", commit)
        return self.version == version

    def export(self, ref: str, folder: Path) -> Path:
        """Lay what git has under a name into a folder of its own; returns it."""
        commit = self._git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").strip()
        if not commit:
            raise RefusedError(
                f"{ref} is neither a folder nor a commit that git knows in {self.root}.",
                go_on="git fetch --tags, then the same command",
            )
        final = folder / commit
        if not final.is_dir():
            partial = folder / f"{commit}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(mode=0o700, parents=True)
            self._extract(commit, partial)
            partial.rename(final)
        return lately.used(final)

    def _extract(self, commit: str, folder: Path) -> None:
        with tempfile.NamedTemporaryFile(suffix=".tar") as archive:
            words = ("git", "archive", "--format=tar", "--output", archive.name, commit)
            engine.do(*words, folder=self.root)
            with tarfile.open(archive.name) as tar:
                tar.extractall(folder)  # noqa: S202 of our own repository

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self._git("rev-parse", "HEAD").strip()

    def _git(self, *words: str) -> str:
        """What git says; nothing where it is not there, or this is no checkout of it."""
        alone = {"GIT_CEILING_DIRECTORIES": str(self.root.resolve().parent)}
        try:
            done = engine.run("git", *words, folder=self.root, more=alone)
        except OSError:
            return ""
        return done.stdout if not done.returncode else ""
