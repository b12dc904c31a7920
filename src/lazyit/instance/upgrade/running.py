"""An upgrade, forward: everything is tried on a copy before anybody is kept waiting."""

from lazyit.instance import clone, ways
from lazyit.instance.failures import HalfwayError, InstanceError, RefusedError
from lazyit.instance.upgrade import applying, backing, rehearsing
from lazyit.instance.upgrade.guarded import one_at_a_time
from lazyit.instance.upgrade.rehearsing import Rehearsal
from lazyit.instance.upgrade.run import COMMITTED, FAILED, Run, cause_of
from lazyit.instance.upgrade.signals import Interrupted


def upgrade(run: Run) -> None:
    """Go all the way, or be as before; raises InstanceError saying which."""
    prepare(run)
    with one_at_a_time(run.change, run.say):
        try:
            hold(run)
        except BaseException as error:
            raise backing.go_back(run, error) from error
        commit(run)


def prepare(run: Run) -> None:
    """Stage and rehearse while the version before serves."""
    try:
        _stage(run)
        _rehearse(run)
    except (InstanceError, OSError, Interrupted) as error:
        with run.signals.deaf():
            run.progress.end()
            run.driver.clear()
            run.finish(FAILED, cause=cause_of(error))
        raise _nothing_changed(run, error) from error


def _stage(run: Run) -> None:
    with run.steps.step("stage", f"installing {run.after}") as facts:
        facts["previous"] = run.driver.keep(run.before)
        run.driver.stage(run.journal.fact("origin"), run.after)
        plan = run.driver.plan_to(run.after)
        plan.refuse_unless_open()
        facts["pending"] = [each.name for each in plan.pending]
        facts["predicted"] = plan.predicted_seconds
    count = len(run.pending)
    run.say(f"{run.after} is installed; {count} migrations are pending")


def _rehearse(run: Run) -> None:
    with run.steps.step("backup", "backing up") as facts:
        facts["bundle"] = bundle = run.driver.back_up(run.id)
    run.say(f"verified backup: {bundle}")
    with run.steps.step("rehearse", "rehearsing on the restored backup") as facts:
        rehearsal = Rehearsal(run.id, run.before, run.after, run.pending, bundle)
        facts["rehearsed"] = run.driver.rehearse(rehearsal)
    run.say(f"rehearsed on the restored backup: {run.after} passes its trial")


def hold(run: Run) -> None:
    """Close, change, try; whatever is raised here is answered by going back."""
    step = run.steps.step
    with step("close", "closing the door and letting everybody finish") as facts:
        facts["row"] = backing.release_row(run)
        run.driver.close(run.before, run.id)
    if run.pending:
        _change(run)
    else:
        with step("migrate", "taking note of the release"):
            rehearsing.take_note(run.manage, run.id, run.database)
    with step("hold", f"starting {run.after} behind the door"):
        run.driver.start_held(run.after, run.id)
    with step("probation", f"trying {run.after} behind the door") as facts:
        facts["probation"] = run.trial(run.driver.ask).question()


def _change(run: Run) -> None:
    step, change = run.steps.step, run.change
    with step("copy", "copying the database"):
        change.keep()
    with step("take_away", "taking the database out of everybody's reach"):
        change.take_away()
    with step("migrate", "applying migrations"):
        rehearsing.migrate(run.manage, run.id, change)
    with step("put_back", "putting the database back"):
        change.put_back()


def commit(run: Run) -> None:
    """From its first line on there is no way back by itself; nothing interrupts this."""
    step = run.steps.step
    with run.signals.deaf():
        try:
            with step("commit", "committing"):
                applying.commit(run.database, run.id)
            with step("switch", f"making {run.after} the current release"):
                run.driver.switch(run.after)
            with step("open", "opening the door"):
                run.driver.open(run.id)
            with step("work", "letting its worker work for everybody"):
                run.driver.start(run.id)
            with step("tidy", "clearing away"):
                _tidy(run)
            run.finish(COMMITTED)
        except Exception as error:  # whatever it is, one command must go on from it
            raise _committed_half_way(run, cause_of(error)) from error


def _tidy(run: Run) -> None:
    """The copies of earlier upgrades: the way back leads one version back, and no further."""
    run.driver.clear()
    server = run.change.server
    prefix = run.change.before.removesuffix(run.before)
    for name in clone.names(server):
        if name.startswith(prefix) and name != run.change.before:
            clone.drop(server, name)


def _nothing_changed(run: Run, error: BaseException) -> InstanceError:
    kind = RefusedError if isinstance(error, RefusedError) else InstanceError
    go_on = error.go_on if isinstance(error, InstanceError) and error.go_on else ""
    serves = f"{run.before} goes on serving." if run.driver.is_running else ""
    return kind(
        f"The upgrade to {run.after} ends before anything was changed: {cause_of(error)}",
        touched=f"Nothing was changed. {serves}".strip(),
        go_on=go_on or ways.verb("upgrade", "run") + ", after the cause is mended",
    )


def _committed_half_way(run: Run, cause: str) -> HalfwayError:
    return HalfwayError(
        f"The upgrade to {run.after} is committed, and its last steps failed: {cause}",
        touched=f"The data is at {run.after}, whole; {run.before} is kept.",
        go_on=ways.verb("upgrade", "resume"),
    )
