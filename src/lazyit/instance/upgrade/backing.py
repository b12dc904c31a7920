"""The way back before commit: nothing is lost, because nobody could write."""

from lazyit.instance import clone, ways
from lazyit.instance.failures import HalfwayError, InstanceError, RefusedError
from lazyit.instance.psql import literal
from lazyit.instance.upgrade.journal import BEGUN
from lazyit.instance.upgrade.run import WENT_BACK, Run, cause_of

_ROW = "SELECT row_to_json(r) FROM public.instance_release r"
_PUT = """
BEGIN;
DELETE FROM public.instance_release;
INSERT INTO public.instance_release
  SELECT * FROM json_populate_record(NULL::public.instance_release, {row});
COMMIT;
"""


def release_row(run: Run) -> str:
    """What the database says of its release, to be put back word by word."""
    return run.database.value(_ROW)


def go_back(run: Run, error: BaseException) -> InstanceError:
    """Have data and version as they were; returns what to tell of it. Nothing interrupts this."""
    with run.signals.deaf():
        cause = cause_of(error)
        try:
            run.progress.end()  # of what failed
            run.say(f"going back: {cause.splitlines()[0]}")
            undo(run, cause)
        except Exception as further:  # noqa: BLE001 whatever it is, one command must go on from it
            return _stuck(run, cause, cause_of(further))
        return _gone_back(run, cause)


def undo(run: Run, cause: str) -> None:
    """Every step of the way back; also after it was cut off anywhere."""
    step = run.steps.step
    if run.journal.fact("cause") is None:
        run.journal.note("back", BEGUN, cause=cause)
    with step("back_stop", "stopping the new version"):
        run.driver.stop_held(run.id)
    with step("back_data", "putting the data back"):
        put_data_back(run)
    with step("back_start", f"starting {run.before} again"):
        run.driver.start(run.id)
    with step("back_tidy", "clearing away"):
        run.change.forget_changed()
        run.driver.clear()
    run.finish(WENT_BACK)


def put_data_back(run: Run) -> None:
    """By what the journal says was begun, and by which databases there are."""
    change, journal = run.change, run.journal
    there = change.there()
    if journal.has("copy"):
        change.undo()
    elif journal.has("copy", BEGUN):
        if "live" not in there or "changing" in there:
            raise _unknown(run, there)
        change.give_up_copy()
    elif journal.has("migrate", BEGUN):
        put_release_back(run)


def put_release_back(run: Run) -> None:
    """Where no migration came, only this row was changed."""
    clone.reopen(run.change.server, run.change.name)
    run.database.run(_PUT.format(row=literal(run.journal.fact("row"))))


def _unknown(run: Run, there: "frozenset[str]") -> RefusedError:
    found = ", ".join(sorted(there)) or "none"
    return RefusedError(
        f"The journal of {run.id} says that the copy of the database was not finished, and there "
        f"are these databases: {found}. That cannot be, so nothing is touched.",
        go_on=ways.restore_elsewhere(),
    )


def _gone_back(run: Run, cause: str) -> InstanceError:
    serves = "serves again" if run.driver.is_running else "is the one to start"
    return InstanceError(
        f"The upgrade to {run.after} failed: {cause}",
        touched=f"Everything is as it was before: {run.before} {serves}, and nothing was lost, "
        f"since nobody could write meanwhile.",
        go_on=ways.verb("upgrade", "run") + ", after the cause is mended",
    )


def _stuck(run: Run, cause: str, further: str) -> HalfwayError:
    return HalfwayError(
        f"The upgrade to {run.after} failed: {cause}\nGoing back stopped as well: {further}",
        touched="The data is whole, as it was before; nobody is served until this is finished.",
        go_on=ways.verb("upgrade", "resume"),
    )
