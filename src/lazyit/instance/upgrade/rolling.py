"""Back to the version before, after people have worked with the new one."""

from dataclasses import dataclass
from typing import Any

from lazyit.instance import ways
from lazyit.instance.failures import HalfwayError, InstanceError, RefusedError
from lazyit.instance.psql import Database, DatabaseError, literal
from lazyit.instance.upgrade import backing
from lazyit.instance.upgrade.guarded import one_at_a_time
from lazyit.instance.upgrade.journal import BEGUN, Journal
from lazyit.instance.upgrade.run import COMMITTED, Run, cause_of
from lazyit.instance.upgrade.runs import FINISHED, Runs
from lazyit.instance.upgrade.signals import Interrupted

ROLLBACK, ROLLED_BACK = "rollback", "rolled back"
# Where it is cheap to count what was written since: tables that only grow, by their time.
_HISTORIES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'occurred_at' AND NOT a.attisdropped
WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 1
"""


@dataclass(frozen=True)
class Window:
    """What a rollback would undo: everything written since a moment."""

    since: str
    changes: "int | None"  # as far as histories tell

    @property
    def text(self) -> str:
        """For the person who has to decide."""
        count = "" if self.changes is None else f": {self.changes} recorded changes"
        return f"Everything written since {self.since} is undone{count}."


def last_committed(runs: Runs) -> Journal:
    """The upgrade that a rollback would undo: the newest run, if it was one."""
    newest = next(iter(runs.all()), None)
    done = (run for run in runs.all() if run.fact(FINISHED) in (COMMITTED, ROLLED_BACK))
    found = next(done, None)
    if newest is None or found is None or found.fact(FINISHED) != COMMITTED:
        raise RefusedError(
            "There is no upgrade to go back from.", go_on=ways.verb("upgrade", "history")
        )
    return found


def window(journal: Journal, database: Database) -> Window:
    """How much would be undone."""
    since = next(e["at"] for e in journal.entries if e["step"] == "open" and e["what"] == BEGUN)
    try:
        tables = [row[0] for row in database.run(_HISTORIES)]
        asked = " + ".join(
            f"(SELECT count(*) FROM {name} WHERE occurred_at >= {literal(since)})"  # noqa: S608 by format()
            for name in tables
        )
        count = int(database.value(f"SELECT {asked}")) if tables else None
    except DatabaseError:
        count = None
    return Window(since, count)


def facts_for(journal: Journal) -> "dict[str, Any]":
    """What the journal of a rollback begins with."""
    names = ("from", "to", "pending", "previous", "row", "bundle")
    return {
        "kind": ROLLBACK,
        "of": journal.folder.name,
        **{name: journal.fact(name) for name in names},
    }


def refuse_impossible(run: Run) -> None:
    """Refuse before anything is touched where the copy or the version before is gone."""
    if run.pending and "before" not in run.change.there():
        raise RefusedError(
            f"The copy of the database from before {run.after}, {run.change.before}, is gone.",
            go_on=ways.verb("restore", str(run.journal.fact("bundle"))),
        )
    previous = run.journal.fact("previous")
    if previous and not run.driver.has(previous):
        raise RefusedError(
            f"lazyit {previous} is not among the releases any more.",
            go_on=f"{ways.verb('upgrade', 'run')} --to WHEEL_OF_{previous}",
        )


def roll_back(run: Run) -> None:
    """Go back to the version before; a bundle of the present comes first.

    Until the data goes back it can be given up; from then on it is finished, by `resume` if it
    is cut off.
    """
    try:
        _prepare(run)
    except (InstanceError, OSError, Interrupted) as error:
        with run.signals.deaf():
            run.finish("failed", cause=cause_of(error))
        raise InstanceError(
            f"Going back ends before anything was changed: {cause_of(error)}",
            go_on=ways.verb("upgrade", "rollback"),
        ) from error
    with one_at_a_time(run.change, run.say), run.signals.deaf():
        try:
            _go(run)
        except (InstanceError, OSError) as error:
            raise HalfwayError(
                f"Going back stopped: {cause_of(error)}",
                touched=f"The data of {run.after} is in a backup, that of {run.before} is whole.",
                go_on=ways.verb("upgrade", "resume"),
            ) from error


def _prepare(run: Run) -> None:
    if run.journal.has("close", BEGUN):
        return  # its bundle is made, and nobody has written since
    step = run.steps.step
    with step("rollback_backup", "backing up what there is now") as facts:
        facts["present"] = run.driver.back_up(run.id)
    run.say(f"verified backup of the present: {run.journal.fact('present')}")
    with step("rollback_files", "bringing attachments back"):
        run.driver.bring_attachments(run.journal.fact("bundle"))


def _go(run: Run) -> None:
    step, change, driver = run.steps.step, run.change, run.driver
    with step("close", "closing the door and letting everybody finish"):
        driver.close(run.after, run.id)
    with step("rollback_data", "putting the data of before back"):
        if run.pending:
            change.undo()
        else:
            backing.put_release_back(run)
    with step("rollback_switch", f"making {run.before} the current release"):
        driver.switch(run.journal.fact("previous"))
    with step("rollback_start", f"starting {run.before}"):
        driver.start(run.id)
    with step("rollback_tidy", "clearing away"):
        change.forget_changed()
    run.finish(ROLLED_BACK)
