"""Migrate data with a way back: a proven bundle, a copy beside it, back by itself."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lazyit.instance import clone, failpoints, ways
from lazyit.instance.backup import making
from lazyit.instance.backup.manifest import Purpose
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import HalfwayError, InstanceError, RefusedError, UnguardedError
from lazyit.instance.psql import Database, DatabaseError, literal
from lazyit.instance.upgrade import applying
from lazyit.instance.upgrade.applying import Manage, Release
from lazyit.instance.upgrade.change import Change, before_name

MIGRATE = "migrate"  # what the copy is named for: never a version
PATIENCE = 60.0  # seconds in which a server may still be starting
NOT_YET = ("starting up", "shutting down", "recovery", "refused", "No such file", "too many")
_LOCK = "hashtextextended({name}, 0)"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Guarded:
    """One instance whose database is brought to this version."""

    source: Source
    manage: Manage
    environ: Mapping[str, str]
    progress: Progress
    say: Say

    @property
    def change(self) -> Change:
        """The database, and its copy for as long as migrations run."""
        live = self.source.app
        return Change(live, before_name(live.address.name, MIGRATE))

    def bring_forward(self) -> int:
        """Apply what is pending; returns the exit code of the application's own command."""
        with one_at_a_time(self.change, self.say):
            self._settle()
            outcome = self.manage(["migrate", "--noinput"], self.environ)
            if outcome.code != UnguardedError.code:
                return outcome.code
            self._migrate_data()
        return 0

    def _settle(self) -> None:
        """Finish or undo what a killed migrate left, by what there is alone."""
        change = self.change
        there = change.there()
        if there == {"live"}:
            _reopen(change)
        elif there == {"live", "before"}:
            self.say("an earlier migrate was stopped at its edge; the data is whole")
            change.give_up_copy()
        elif there == {"live", "changing"}:
            clone.reopen(change.server, change.name)
            change.forget_changed()
        elif there == {"before", "changing"}:
            self._settle_half_way()
        elif there:
            raise _of_an_upgrade(change)

    def _settle_half_way(self) -> None:
        change = self.change
        clone.reopen(change.server, change.changing.address.name)
        release = applying.release_of(change.changing)
        if release and release.state == "committed":  # nothing was applied yet, or all was
            self.say("an earlier migrate was stopped at its edge; the data is whole")
            change.put_back()
            change.forget_before()
        else:
            self.say("an earlier migrate was stopped half-way; going back to before it")
            change.undo()
            change.forget_changed()

    def _migrate_data(self) -> None:
        change = self.change
        before = applying.release_of(self.source.app)
        clone.refuse_unless_able(change.server, change.name)
        made = making.make(self.source, Purpose("pre-upgrade", "migrate"), self.progress)
        self.say(f"verified backup: {made.bundle.name}")
        try:
            self._beside_a_copy(change)
        except BaseException as error:
            self._back(error, before)
            raise
        with failpoints.step("migrate.forget"):
            change.forget_before()
        self.say("the database is at this version; its copy is removed, the backup is kept")

    def _beside_a_copy(self, change: Change) -> None:
        with failpoints.step("migrate.keep"):
            self.say("closing the database and copying it")
            change.keep()
        with failpoints.step("migrate.take_away"):
            change.take_away()
        with failpoints.step("migrate.apply"):
            self.say("applying migrations")
            applying.apply(self.manage, change.changing, self.environ, change.before)
        with failpoints.step("migrate.commit"):
            applying.commit(change.changing, None)
        with failpoints.step("migrate.put_back"):
            change.put_back()

    def _back(self, error: BaseException, before: "Release | None") -> None:
        """Have the data as it was; the error that is told says so."""
        try:
            self._undo()
        except InstanceError as further:
            raise _stuck(error, further) from error
        if isinstance(error, InstanceError):
            raise _gone_back(error, before) from error

    def _undo(self) -> None:
        change = self.change
        there = change.there()
        if "changing" in there:
            change.undo()
            with contextlib.suppress(InstanceError):
                change.forget_changed()
        elif "before" in there:
            change.give_up_copy()


def _reopen(change: Change) -> None:
    """A migrate may have been killed after it closed, and before it copied."""
    if clone.is_open(change.server, change.name):
        _refuse_trial(change)
        return
    if any(name.startswith(before_name(change.name, "")) for name in clone.names(change.server)):
        raise _of_an_upgrade(change)
    clone.reopen(change.server, change.name)


def _refuse_trial(change: Change) -> None:
    """A release that an upgrade has not committed yet is not for others to commit."""
    release = applying.release_of(change.live)
    if release and release.run and release.state != "committed":
        raise _of_an_upgrade(change)


@contextlib.contextmanager
def one_at_a_time(change: Change, say: Say) -> "Iterator[None]":
    """Hold the lock of changing this database: in another database, since this one is renamed."""
    key = _LOCK.format(name=literal(f"lazyit {change.name}"))
    with _patiently(change.server).session() as session:
        if session.value(f"SELECT pg_try_advisory_lock({key})") != "t":
            say("another migrate is at work; waiting for its end")
            session.value(f"SELECT pg_advisory_lock({key})")
        yield


def _of_an_upgrade(change: Change) -> RefusedError:
    return RefusedError(
        f"An upgrade stands half-way: the database {change.name} is closed, has another name, "
        f"or is of a release on trial.",
        go_on=ways.verb("upgrade", "resume"),
    )


def _patiently(server: Database) -> Database:
    """The server, once it answers: it may still be starting."""
    deadline = time.monotonic() + PATIENCE
    while not _answers(server, is_last=time.monotonic() > deadline):
        time.sleep(0.2)
    return server


def _answers(server: Database, *, is_last: bool) -> bool:
    try:
        server.value("SELECT 1")
    except DatabaseError as error:
        if is_last or not any(sign in error.what for sign in NOT_YET):
            raise
        return False
    return True


def _stuck(error: BaseException, further: InstanceError) -> HalfwayError:
    what = error.what if isinstance(error, InstanceError) else type(error).__name__
    return HalfwayError(
        f"Migrating failed: {what}\nGoing back did not succeed either: {further.what}",
        touched="The data is whole, in a copy beside the database; no role starts until then.",
        go_on=ways.migrate(),
    )


def _gone_back(error: InstanceError, before: "Release | None") -> InstanceError:
    version = before.version if before else "the version before"
    git = f", git {before.git_sha}" if before and before.git_sha != "unknown" else ""
    image = f", image lazyit:{version}" if before and ways.is_compose() else ""
    return InstanceError(
        f"Migrating failed: {error.what}",
        touched=f"The data is as it was before, and open again: it fits {version}{git}{image}.",
        go_on=ways.start_version(before.version if before else None),
    )
