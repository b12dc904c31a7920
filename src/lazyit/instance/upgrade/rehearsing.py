"""The whole change on a restored copy, while everybody is served by the version before."""

import time
from collections.abc import Callable
from typing import Any

from lazyit.instance.backup import restoring
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.failures import InstanceError
from lazyit.instance.psql import Database, quoted
from lazyit.instance.upgrade import applying
from lazyit.instance.upgrade.change import Change, before_name
from lazyit.instance.upgrade.run import Run

NAME = "rehearsed"


def rehearse(run: Run, bundle: Bundle) -> "dict[str, Any]":
    """Restore, migrate, try; returns how long each took. The copy is gone afterwards."""
    times: dict[str, Any] = {}
    with run.scratch.running() as server:
        database = server.named(NAME)
        server.run(f"CREATE DATABASE {quoted(NAME)} TEMPLATE template0")
        _timed(times, "restore", lambda: _restore(run, bundle, database))
        _timed(times, "change", lambda: _change(run, database, times))
        run.progress.stage("trying the new version on the copy")
        _timed(times, "trial", lambda: _try(run, database, times))
    return times


def _timed(times: "dict[str, Any]", name: str, do: Callable[[], None]) -> None:
    begin = time.monotonic()
    do()
    times[name] = round(time.monotonic() - begin, 2)


def _restore(run: Run, bundle: Bundle, database: Database) -> None:
    run.progress.stage("restoring the backup to rehearse on it")
    try:
        restoring.restore(bundle.file("app.dump"), database)
    except restoring.UnreadableError as error:
        raise InstanceError(f"The backup cannot be restored: {error}", "") from error
    database.run("ANALYZE")


def _change(run: Run, database: Database, times: "dict[str, Any]") -> None:
    change = Change(database, before_name(NAME, run.before))
    if not run.pending:
        take_note(run, database)
        return
    run.progress.stage("rehearsing the migrations")
    _timed(times, "copy", change.keep)
    change.take_away()
    _timed(times, "migrate", lambda: migrate(run, change))
    change.put_back()


def _try(run: Run, database: Database, times: "dict[str, Any]") -> None:
    with run.driver.rehearsing(run.after, run.id, database) as ask:
        times.update(run.trial(ask).question())


def migrate(run: Run, change: Change) -> None:
    """Apply what is pending on the database that nobody else knows; not committed yet."""
    manage = run.driver.manage(run.after)
    applying.apply(manage, change.changing, {}, change.before, "--run", run.id)


def take_note(run: Run, database: Database) -> None:
    """Where no migration comes, only the release itself changes; not committed yet."""
    words = ["migrate", "--noinput", "--hold", "--run", run.id]
    outcome = run.driver.manage(run.after)(words, {"DATABASE_URL": database.url})
    if outcome.code:
        raise InstanceError(applying.cause_in(outcome.said), "")
