"""The whole change on a restored copy, while everybody is served by the version before."""

import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from lazyit.instance.backup import restoring
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.scratch import Scratch
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import InstanceError
from lazyit.instance.psql import Database, quoted
from lazyit.instance.upgrade import applying
from lazyit.instance.upgrade.applying import Manage
from lazyit.instance.upgrade.change import Change, before_name
from lazyit.instance.upgrade.probing import Ask, Trial

NAME = "rehearsed"
SCRATCH, ROLES = "rehearsal", "rehearsal-run"  # folders beside the backups
SILENT = ("BACKUP_CRON", "BACKUP_OFFSITE_CMD", "BACKUP_ON_FAILURE_CMD")
Times = dict[str, Any]


@dataclass(frozen=True)
class Rehearsal:
    """What is tried: facts alone, which another process can be told."""

    run: str
    before: str
    after: str
    pending: "list[str]"
    bundle: str


class Workshop(Protocol):
    """Where bundles, room and a version that can be run are all at hand."""

    @property
    def source(self) -> Source:
        """The store that has the bundle."""

    @property
    def secret(self) -> str:
        """AUTH_SECRET, by which the engine is known to a release on trial."""

    @property
    def origin(self) -> str:
        """The address that people type."""

    def manage(self, version: str) -> Manage:
        """Run the management commands of a version."""

    def rehearsing(self, version: str, run: str, database: Database) -> AbstractContextManager[Ask]:
        """Run a version on a database and a broker of its own: no mail, no schedule, no network."""


def scratch_of(source: Source) -> Scratch:
    """Where it is rehearsed: beside the backups, where there has to be room for that."""
    return Scratch(source.store.path / SCRATCH)


def place_of(source: Source) -> Path:
    """Where the roles that are tried have their files."""
    return source.store.path / ROLES


def clear(source: Source) -> None:
    """Remove what a rehearsal has left that was killed."""
    scratch_of(source).clear()
    shutil.rmtree(place_of(source), ignore_errors=True)


def rehearse(rehearsal: Rehearsal, workshop: Workshop, progress: Progress) -> Times:
    """Restore, migrate, try; returns how long each took. The copy is gone afterwards."""
    with scratch_of(workshop.source).running() as server:
        database = server.named(NAME)
        server.run(f"CREATE DATABASE {quoted(NAME)} TEMPLATE template0")
        return _Rehearsing(rehearsal, workshop, progress, database).run()


@dataclass(frozen=True)
class _Rehearsing:
    """One rehearsal on an empty database of a throwaway cluster."""

    what: Rehearsal
    workshop: Workshop
    progress: Progress
    database: Database

    def run(self) -> Times:
        times: Times = {}
        _timed(times, "restore", self._restore)
        _timed(times, "change", lambda: self._change(times))
        _timed(times, "trial", lambda: self._try(times))
        return times

    def _restore(self) -> None:
        self.progress.stage("restoring the backup to rehearse on it")
        bundle: Bundle = self.workshop.source.store.find(self.what.bundle)
        try:
            restoring.restore(bundle.file("app.dump"), self.database)
        except restoring.UnreadableError as error:
            raise InstanceError(f"The backup cannot be restored: {error}", "") from error
        self.database.run("ANALYZE")

    def _change(self, times: Times) -> None:
        manage, run = self.workshop.manage(self.what.after), self.what.run
        if not self.what.pending:
            take_note(manage, run, self.database)
            return
        change = Change(self.database, before_name(NAME, self.what.before))
        self.progress.stage("rehearsing the migrations")
        _timed(times, "copy", change.keep)
        change.take_away()
        _timed(times, "migrate", lambda: migrate(manage, run, change))
        change.put_back()

    def _try(self, times: Times) -> None:
        self.progress.stage("trying the new version on the copy")
        what, workshop = self.what, self.workshop
        with workshop.rehearsing(what.after, what.run, self.database) as ask:
            trial = Trial(ask, workshop.secret, what.run, what.after, workshop.origin)
            times.update(trial.question())


def _timed(times: Times, name: str, do: Callable[[], None]) -> None:
    begin = time.monotonic()
    do()
    times[name] = round(time.monotonic() - begin, 2)


def migrate(manage: Manage, run: str, change: Change) -> None:
    """Apply what is pending on the database that nobody else knows; not committed yet."""
    applying.apply(manage, change.changing, {}, change.before, "--run", run)


def take_note(manage: Manage, run: str, database: Database) -> None:
    """Where no migration comes, only the release itself changes; not committed yet."""
    words = ["migrate", "--noinput", "--hold", "--run", run]
    outcome = manage(words, {"DATABASE_URL": database.url})
    if outcome.code:
        raise InstanceError(applying.cause_in(outcome.said), "")
