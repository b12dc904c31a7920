"""The folder of all runs: who may write in it, and what stands in it."""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lazyit.instance import ways
from lazyit.instance.failures import RefusedError
from lazyit.instance.upgrade.journal import BEGUN, Journal

NAME = re.compile(r"(\d{4,})-[0-9A-Za-z.+_~-]+-[0-9a-f]{6}\Z")
FINISHED = "finished"  # the fact that ends a run: what came of it
CLOSING = "close"  # the step from which on the instance is out of service
LOCK = "lock"


@dataclass(frozen=True)
class Runs:
    """Where the journals of an instance's upgrades lie."""

    path: Path

    def all(self) -> "list[Journal]":
        """Every run, the newest first; numbered, since a clock may go back."""
        names = os.listdir(self.path) if self.path.is_dir() else []  # noqa: PTH208 names suffice
        numbered = sorted((n for n in names if NAME.match(n)), key=_number, reverse=True)
        found = (Journal(self.path / name) for name in numbered)
        return [journal for journal in found if journal.entries]

    def unfinished(self) -> "Journal | None":
        """The run that stands half-way: only the newest one can."""
        newest = next(iter(self.all()), None)
        return newest if newest and newest.fact(FINISHED) is None else None

    def needed(self) -> "set[str]":
        """The versions of the newest run, and of the one that can be undone."""
        runs = self.all()
        undoable = [run for run in runs if run.fact(FINISHED) == "committed"]
        found = {run.fact(end) for run in (*runs[:1], *undoable[:1]) for end in ("from", "to")}
        return found - {None}

    def find(self, run: str) -> "Journal | None":
        """The run of a name."""
        return next((journal for journal in self.all() if journal.folder.name == run), None)

    def begin(self, version: str, **facts: Any) -> Journal:
        """Begin the journal of a new run; the lock is held."""
        names = (path.name for path in self.path.iterdir() if NAME.match(path.name))
        number = max(map(_number, names), default=0) + 1
        name = f"{number:04d}-{version}-{secrets.token_hex(3)}"
        try:
            return Journal.begin(self.path / name, id=name, **facts)
        except OSError as error:
            shutil.rmtree(self.path / name, ignore_errors=True)
            raise self._unwritable(error) from error

    @property
    def is_held(self) -> bool:
        """Whether an upgrade command is at work."""
        try:
            handle = os.open(self.path / LOCK, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def refuse_half_way(self) -> None:
        """Refuse where a run has taken the instance out of service, and has not ended."""
        journal = self.unfinished()
        if journal and journal.has(CLOSING, BEGUN):
            raise RefusedError(
                f"The upgrade {journal.folder.name} stands half-way.",
                go_on=ways.verb("upgrade", "resume"),
            )

    def refuse_unended(self) -> None:
        """Refuse as above, but a damaged journal, whose way out is a restore, forbids nothing."""
        try:
            self.unfinished()
        except RefusedError:
            return
        self.refuse_half_way()

    @contextlib.contextmanager
    def held(self) -> "Iterator[None]":
        """Be the only one at work; the kernel frees it with the process, or with the machine."""
        handle = self._opened()
        try:
            self._lock(handle)
            yield
        finally:
            os.close(handle)

    def _opened(self) -> int:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> RefusedError:
        return RefusedError(
            f"The journals of upgrades cannot be written in {self.path}: {error.strerror}.",
            go_on="the same command, when there is room and it may be written to",
        )

    def _lock(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
            raise RefusedError(
                f"Another upgrade command is at work on this instance (process {holder}).",
                go_on="lazyit upgrade status",
            ) from None
        with contextlib.suppress(OSError):  # a full disk; whoever comes second is told less
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)


def _number(name: str) -> int:
    match = NAME.match(name)
    return int(match[1]) if match else 0
