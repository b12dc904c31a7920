"""A bundle that is about to be restored: found, read to its end, and judged."""

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import keys, ways
from lazyit.instance.backup import bundle, exporting
from lazyit.instance.backup.blobs import BlobFolder
from lazyit.instance.backup.bundle import Bundle, DamagedError
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.store import Store
from lazyit.instance.backup.verify import Prover
from lazyit.instance.failures import RefusedError
from lazyit.instance.settings import read_keys


@dataclass(frozen=True)
class Intake:
    """A bundle and where its attachments are."""

    bundle: Bundle
    blobs: BlobFolder

    def refuse_unfit(
        self, values: Mapping[str, str], known: Iterable[str], progress: Progress
    ) -> None:
        """Refuse what is damaged, newer than this version, or sealed with other keys."""
        self._refuse_damaged(progress)
        self._refuse_unknown(known)
        self._refuse_other_keys(read_keys(values))

    def _refuse_damaged(self, progress: Progress) -> None:
        prover = Prover(Store(self.bundle.path.parent).scratch, self.blobs, progress)
        if problems := prover.damage(self.bundle):
            found = "\n".join(f"  {text}" for text in problems)
            raise DamagedError(
                f"The bundle {self.bundle.name} is damaged:\n{found}", go_on=ways.backup("list")
            )

    def _refuse_unknown(self, known: Iterable[str]) -> None:
        manifest = self.bundle.manifest
        unknown = sorted(set(manifest["migrations"]) - set(known))
        if unknown:
            raise RefusedError(
                f"The bundle {self.bundle.name} is of lazyit {manifest['version']} and has "
                f"migrations that this version does not know: {', '.join(unknown)}.",
                go_on=f"the same command of lazyit {manifest['version']} or newer",
            )

    def _refuse_other_keys(self, given: Mapping[str, bytes]) -> None:
        manifest = self.bundle.manifest
        wrong = []
        for name, expected in manifest["keys"].items():
            key = given.get(name)
            found = keys.identity_of(name, manifest["instanceId"], key) if key else "none"
            if found != expected:
                wrong.append(f"  {name}: expected the identity {expected}, found {found}")
        if wrong:
            raise RefusedError(
                f"What is sealed in {self.bundle.name} needs other keys than the settings have:\n"
                + "\n".join(wrong),
                go_on="the settings file that belonged to this bundle",
            )

    def refuse_without_space(self, data: Path, files: int = 0) -> None:
        """The restored databases stand beside the old ones."""
        databases = sum(held["bytes"] for held in self.bundle.databases.values())
        needed = int(databases * 1.3) + files + sum(self.bundle.attachments.values())
        free = shutil.disk_usage(data).free
        if free < needed:
            raise RefusedError(
                f"{data} has {free // 1024**2} MB free; restoring takes {needed // 1024**2} MB.",
                go_on=f"{ways.restore('confirm')}, if what an earlier one replaced is still kept",
            )


@contextlib.contextmanager
def opened(what: str, store: Store, progress: Progress) -> Iterator[Intake]:
    """A bundle by its name, its folder, or its exported file; the store is held by the caller."""
    path = Path(what).expanduser()
    if path.is_file():
        with _unpacked(path.resolve(), store, progress) as intake:
            yield intake
    elif path.is_dir() and bundle.NAME.match(path.resolve().name):
        path = path.resolve()
        yield Intake(Bundle(path), BlobFolder(path.parent / "blobs"))
    elif "/" in what:
        raise RefusedError(f"There is no bundle and no exported file {what}.", go_on="ls")
    else:
        yield Intake(store.find(what), store.blobs)


@contextlib.contextmanager
def _unpacked(file: Path, store: Store, progress: Progress) -> Iterator[Intake]:
    if shutil.disk_usage(store.path).free < file.stat().st_size:
        raise RefusedError(f"{store.path} has no room to unpack {file}.", go_on="df -h")
    progress.stage(f"unpacking {file.name}")
    store.clear_incoming()
    try:
        store.incoming.mkdir(mode=0o700)
        yield Intake(*exporting.unpack(file, store.incoming, progress.seen))
    finally:
        store.clear_incoming()
