"""One backup on disk: a folder that is written aside, renamed once, and never changed again."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from lazyit.instance import ways
from lazyit.instance.backup import durable
from lazyit.instance.failures import RefusedError

FORMAT = 1
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9A-Za-z.+_~]+-[0-9a-f]{8}\Z")
PARTIAL = ".partial"
MANIFEST, CHECKSUM, VERIFICATION = "manifest.json", "manifest.sha256", "verification.json"
SEALED = "env.sealed"


def moment_of(name: str) -> datetime:
    """When the snapshot of a bundle was taken, by the bundle's name."""
    return datetime.strptime(f"{name[:16]}+0000", "%Y%m%dT%H%M%SZ%z")


def _checksum_line(manifest: bytes) -> bytes:
    """As sha256sum writes it."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


class DamagedError(RefusedError):
    """A bundle that cannot be what was once written."""

    def __init__(self, what: str, touched: str = "Nothing was changed.", go_on: str = "") -> None:
        super().__init__(what, touched, go_on or ways.backup("list"))


@dataclass(frozen=True)
class Bundle:
    """A bundle in its final place, or one that is being written."""

    path: Path

    @property
    def name(self) -> str:
        """The name, which the manifest repeats."""
        return self.path.name.removesuffix(PARTIAL)

    @property
    def made(self) -> datetime:
        """When its snapshot was taken, by its name."""
        return moment_of(self.name)

    def file(self, name: str) -> Path:
        """The path of one of its files."""
        return self.path / name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the bundle says of itself; raises DamagedError where that cannot be trusted."""
        try:
            text = self.file(MANIFEST).read_bytes()
            stated = self.file(CHECKSUM).read_bytes()
        except OSError:
            raise self._damaged("its manifest or the manifest's checksum is missing") from None
        if stated != _checksum_line(text):
            raise self._damaged("its manifest is not the one that was written")
        manifest: dict[str, Any] = json.loads(text)
        if manifest["format"] > FORMAT:
            raise RefusedError(
                f"{self.name} has format {manifest['format']}; this version reads up to {FORMAT}.",
                go_on="the version of lazyit that made it, or a newer one",
            )
        return manifest

    @property
    def checksum(self) -> str:
        """The digest of its manifest, and so of everything in it."""
        return hashlib.sha256(self.file(MANIFEST).read_bytes()).hexdigest()

    def _damaged(self, why: str) -> DamagedError:
        return DamagedError(f"The bundle {self.name} is damaged: {why}.")

    @property
    def databases(self) -> dict[str, Any]:
        """What each dump holds, by the name of its file."""
        found: dict[str, Any] = self.manifest["databases"]
        return found

    @property
    def attachments(self) -> dict[str, int]:
        """The size of each attachment, by its digest."""
        found: dict[str, int] = self.manifest["attachments"]
        return found

    @property
    def size(self) -> int:
        """The bytes of its own files; attachments are shared with other bundles."""
        return sum(path.stat().st_size for path in self.path.iterdir() if path.is_file())

    def seal(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and its checksum, the last files of a bundle."""
        text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        durable.write(self.file(MANIFEST), text)
        durable.write(self.file(CHECKSUM), _checksum_line(text.encode()).decode())
        for path in self.path.iterdir():
            path.chmod(0o400)

    def finish(self) -> "Bundle":
        """Give a whole bundle its name; until now it was nothing."""
        durable.settle(self.path)
        final = self.path.with_name(self.name)
        self.path.rename(final)
        durable.settle(final.parent)
        return Bundle(final)

    def remove(self) -> None:
        """Take the name away first, so that half of it never looks whole."""
        if not self.path.name.endswith(PARTIAL):
            self.path.rename(self.path.with_name(self.name + PARTIAL))
        shutil.rmtree(self.path.with_name(self.name + PARTIAL))
