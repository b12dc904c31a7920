"""Prove a bundle: read all of it, restore it in a throwaway cluster, compare every fact."""

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from lazyit import __version__
from lazyit.instance import failpoints
from lazyit.instance.backup import bundle, durable, facts, restoring
from lazyit.instance.backup.blobs import BlobFolder
from lazyit.instance.backup.bundle import Bundle, DamagedError
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.scratch import Scratch
from lazyit.instance.backup.source import APP, KeyCheck
from lazyit.instance.psql import Database, quoted

# What is written after the manifest, and so is not part of it.
BESIDE = {bundle.MANIFEST, bundle.CHECKSUM, bundle.VERIFICATION}


@dataclass(frozen=True)
class Verification:
    """What came of the last proof of a bundle."""

    manifest: str  # the digest of the manifest that was proven
    ok: bool
    problems: list[str]
    at: str
    seconds: float
    by: str = __version__

    @property
    def text(self) -> str:
        """As it is kept, with a digest of itself."""
        told = asdict(self)
        return json.dumps({**told, "digest": _digest(told)}, indent=1) + "\n"


def _digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def last(found: Bundle) -> Verification | None:
    """The last proof of a bundle as it is now; None if there was none or it cannot be trusted."""
    try:
        told = json.loads(found.file(bundle.VERIFICATION).read_bytes())
        digest = told.pop("digest")
        verification = Verification(**told)
        good = digest == _digest(told) and verification.manifest == found.checksum
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
    return verification if good else None


def is_verified(found: Bundle) -> bool:
    """Whether its last proof succeeded."""
    verification = last(found)
    return verification is not None and verification.ok


@dataclass(frozen=True)
class Prover:
    """Where bundles are proven, and with what."""

    scratch: Scratch
    blobs: BlobFolder
    progress: Progress
    key_check: KeyCheck | None = None

    def prove(self, found: Bundle) -> Verification:
        """Prove a bundle and write down what came of it, good or bad."""
        found.file(bundle.VERIFICATION).unlink(missing_ok=True)
        begin = time.monotonic()
        with failpoints.step("backup.verify"):
            problems = self._problems(found)
        self.progress.end()
        verification = Verification(
            manifest=_checksum(found),
            ok=not problems,
            problems=problems,
            at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - begin, 1),
        )
        durable.write(found.file(bundle.VERIFICATION), verification.text)
        return verification

    def _problems(self, found: Bundle) -> list[str]:
        """A file that is not the one written proves nothing more; so those come first."""
        return self.damage(found) or self._restored_problems(found)

    def damage(self, found: Bundle) -> list[str]:
        """What is missing or not what was written, by reading every file to its end."""
        self.progress.stage("reading every file")
        try:
            problems = self._file_problems(found)
        except DamagedError as error:
            return [error.what]
        self.progress.stage("reading attachments")
        return problems + self.blobs.problems(found.attachments, self.progress.seen)

    def _file_problems(self, found: Bundle) -> list[str]:
        manifest = found.manifest
        problems = []
        if manifest["name"] != found.name:
            problems.append(f"this is {manifest['name']} under another name")
        present = {path.name for path in found.path.iterdir()} - BESIDE
        problems += [f"{n}: is not part of it" for n in sorted(present - set(manifest["files"]))]
        for name, written in manifest["files"].items():
            problems += self._file_problem(found, name, written)
        return problems

    def _file_problem(self, found: Bundle, name: str, written: dict[str, Any]) -> list[str]:
        path = found.file(name)
        if not path.is_file():
            return [f"{name}: is missing"]
        if (size := path.stat().st_size) != written["size"]:
            return [f"{name}: has {size} bytes, had {written['size']}"]
        if durable.sha256_of(path, self.progress.seen) != written["sha256"]:
            return [f"{name}: does not hold what was written"]
        return []

    def _restored_problems(self, found: Bundle) -> list[str]:
        self.progress.stage("starting a throwaway cluster")
        with self.scratch.running() as server:
            return list(self._compared(found, server))

    def _compared(self, found: Bundle, server: Database) -> Iterator[str]:
        for number, (name, held) in enumerate(found.databases.items()):
            self.progress.stage(f"restoring {name}")
            database = server.named(f"restored_{number}")
            server.run(f"CREATE DATABASE {quoted(database.address.name)} TEMPLATE template0")
            try:
                with failpoints.step("backup.restore"):
                    restoring.restore(found.file(name), database)
            except restoring.UnreadableError as error:
                yield f"{name}: cannot be restored: {error}"
                continue
            self.progress.stage(f"comparing {name}")
            yield from (f"{name}: {text}" for text in _differences(database, held["facts"]))
            if name == f"{APP}.dump" and self.key_check:
                self.progress.stage("decrypting a value of each key")
                yield from self.key_check(database)


def _differences(database: Database, expected: facts.Facts) -> list[str]:
    with database.session() as session:
        return facts.differences(expected, facts.read(session, database))


def _checksum(found: Bundle) -> str:
    try:
        return found.checksum
    except (OSError, IndexError, UnicodeDecodeError):
        return ""
