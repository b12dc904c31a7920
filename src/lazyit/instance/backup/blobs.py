"""The store of attachments that all bundles share: each file once, named by its content."""

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance.backup import durable
from lazyit.instance.backup.durable import Seen, ignore
from lazyit.instance.failures import InstanceError

DIGEST = re.compile(r"[0-9a-f]{64}\Z")
SUFFIX = ".new"


@dataclass(frozen=True)
class BlobFolder:
    """Files as `ab/abcdef…`: the attachments of an instance, or the store beside its bundles."""

    path: Path

    def at(self, digest: str) -> Path:
        """Where a file of this content lies."""
        return self.path / digest[:2] / digest

    def listed(self) -> dict[str, int]:
        """The size of every file, by the digest that its name claims."""
        return {path.name: path.stat().st_size for path in self._files()}

    def _files(self) -> Iterator[Path]:
        for path in sorted(self.path.glob("[0-9a-f][0-9a-f]/*")):
            if DIGEST.match(path.name) and path.name.startswith(path.parent.name):
                yield path

    def take(self, source: "BlobFolder", listed: Mapping[str, int], seen: Seen = ignore) -> int:
        """Copy what is not here yet, judging each by its content; returns how many were new."""
        new = [digest for digest, size in listed.items() if not self._has(digest, size)]
        for digest in new:
            self._take_one(source.at(digest), digest, seen)
        for folder in {self.at(digest).parent for digest in new}:
            durable.settle(folder)
        return len(new)

    def _has(self, digest: str, size: int) -> bool:
        path = self.at(digest)
        return path.is_file() and path.stat().st_size == size

    def _take_one(self, source: Path, digest: str, seen: Seen) -> None:
        target = self.at(digest)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = target.with_name(digest + SUFFIX)
        aside.unlink(missing_ok=True)
        found = durable.copy(source, aside, seen)
        if found != digest:
            aside.unlink()
            raise InstanceError(
                f"The attachment {source} does not hold what its name says: its content has the "
                f"digest {found}.",
                touched="No bundle was made.",
                go_on="the attachment from an earlier bundle, put back in its place",
            )
        aside.chmod(0o400)
        aside.rename(target)

    def problems(self, listed: Mapping[str, int], seen: Seen = ignore) -> list[str]:
        """Which of the listed files are missing or wrong; each is read to its end."""
        return [text for digest in sorted(listed) if (text := self._problem(digest, seen))]

    def _problem(self, digest: str, seen: Seen) -> str:
        path = self.at(digest)
        if not path.is_file():
            return f"attachments: {digest} is missing"
        if durable.sha256_of(path, seen) != digest:
            return f"attachments: {digest} does not hold what its name says"
        return ""

    def set_aside(self, digests: Iterable[str]) -> None:
        """Rename files whose content is wrong, so that the next backup copies them anew."""
        for digest in digests:
            with contextlib.suppress(FileNotFoundError):
                self.at(digest).rename(self.at(digest).with_name(f"{digest}.damaged"))

    def sweep(self, kept: "frozenset[str] | set[str]") -> list[str]:
        """Remove what nothing refers to, and what a killed copy left."""
        gone = [path for path in self._files() if path.name not in kept]
        for path in [*gone, *self.path.glob(f"*/*{SUFFIX}")]:
            path.unlink()
        for folder in self.path.glob("[0-9a-f][0-9a-f]"):
            with contextlib.suppress(OSError):  # not empty
                folder.rmdir()
        return [path.name for path in gone]
