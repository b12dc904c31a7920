"""Finish a run that was cut off: forward or back, by its journal and by what there is."""

from lazyit.instance import ways
from lazyit.instance.failures import RefusedError
from lazyit.instance.upgrade import backing, rolling, running
from lazyit.instance.upgrade.guarded import one_at_a_time
from lazyit.instance.upgrade.journal import BEGUN, Journal
from lazyit.instance.upgrade.run import FAILED, Run
from lazyit.instance.upgrade.runs import CLOSING, FINISHED

CALLED_OFF = "it was called off"
AGAIN, FORWARD, BACK, ROLLBACK = "again", "forward", "back", "rollback"


def direction(journal: Journal) -> "str | None":
    """Where a run goes on to; None if it is at its end.

    Committed, it can only go forward. Before that, nobody was let in to what was changed, so going
    back loses nothing; and as long as the door was open, it may as well begin again.
    """
    if journal.fact(FINISHED) is not None:
        return None
    if journal.fact("kind") == ROLLBACK:
        return ROLLBACK
    if journal.has("commit", BEGUN):
        return FORWARD
    if journal.has(CLOSING, BEGUN):
        return BACK
    return AGAIN


def resume(run: Run) -> str:
    """Bring a run to its end; returns how it went on. The lock of runs is held."""
    where = direction(run.journal)
    run.driver.clear()
    if where == AGAIN:
        run.say("nobody was sent away yet; beginning again")
        running.upgrade(run)
    elif where == ROLLBACK:
        rolling.roll_back(run)
    elif where:
        with one_at_a_time(run.change, run.say), run.signals.deaf():
            _finish(run, where)
    return where or "nothing"


def _finish(run: Run, where: str) -> None:
    if where == FORWARD:
        run.say(f"{run.after} was tried and is being committed; going forward")
        running.commit(run)
    else:
        run.say("it was cut off before it was committed; going back")
        backing.undo(run, run.journal.fact("cause") or "it was cut off")


def give_up(run: Run) -> None:
    """End a run that is not committed by going back; the lock of runs is held."""
    where = direction(run.journal)
    if where in (FORWARD, ROLLBACK):
        raise RefusedError(
            f"{run.id} is past the point of return.", go_on=ways.verb("upgrade", "resume")
        )
    run.driver.clear()
    if where == AGAIN:  # nobody was sent away yet
        run.finish(FAILED, cause=CALLED_OFF)
        return
    with one_at_a_time(run.change, run.say), run.signals.deaf():
        backing.undo(run, CALLED_OFF)
