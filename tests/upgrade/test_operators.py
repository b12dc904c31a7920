"""Operators who are two, impatient, or gone; locks, clocks and signals."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.matrix import NEW, OLD, Matrix
from tests.upgrade.hosts import command_in, stopped, upgraded
from tests.upgrade.next_version import Workshop
from tests.upgrade.prepared import Host, finished, go_on_of

pytestmark = [pytest.mark.long, pytest.mark.life]
RUN, RESUME = "lazyit upgrade run", "lazyit upgrade resume"
# The engine's clock a day behind that of everybody else, and of what it wrote before.
YESTERDAY = """
import datetime, time
DAY = 86400
real = time.time
time.time = lambda: real() - DAY
class Late(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
datetime.datetime = Late
"""


def test_two_operators_at_once(staged: Host, workshop: Workshop, matrix: Matrix) -> None:
    with upgraded(staged, workshop) as case:
        first = case.start(LAZYIT_PAUSEPOINT="upgrade.rehearse.work:before")
        with stopped(first):
            refusals = [
                case.run(3),
                case.resume(3),
                staged.command("upgrade", "rollback", "--yes", code=3),
                staged.command("down", "web", code=3),
            ]
            for refused in refusals:
                assert "at work" in refused.stderr
                staged.go_on(refused.stderr)
        finished(first)
        case.judge(NEW)
    then = go_on_of(refusals[0].stderr)
    case.note(matrix, "operator", "two upgrades at once: the second is refused", NEW, then)


def test_a_lock_that_the_host_left_before_it_was_restarted(
    staged: Host, workshop: Workshop, matrix: Matrix
) -> None:
    """Its number is that of another program by now."""
    with upgraded(staged, workshop) as case:
        case.killed_at("upgrade.rehearse.work:before")
        (staged.data / "upgrades" / "lock").write_text(f"{os.getpid()}\n")
        case.resume()
        case.judge(NEW)
    case.note(matrix, "operator", "a stale lock with a living process's number", NEW, RESUME)


@pytest.mark.parametrize(
    ("point", "outcome"),
    [("upgrade.put_back:after", OLD), ("upgrade.commit.work:after", NEW)],
)
def test_the_clock_goes_a_day_back(
    staged: Host, workshop: Workshop, matrix: Matrix, tmp_path: Path, point: str, outcome: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(YESTERDAY)
    late: dict[str, Any] = {"PYTHONPATH": str(tmp_path)}
    with upgraded(staged, workshop) as case:
        case.killed_at(point)
        staged.command("upgrade", "resume", **late)
        case.judge(outcome)
        if outcome == OLD:
            case.run(**late)
            case.judge(NEW)
    fault = f"the clock a day back after `{point}`"
    case.note(matrix, "operator", fault, outcome, RESUME)


HELD_DOWN = (signal.SIGINT,) * 20
SIGNALS = {
    "SIGHUP": (signal.SIGHUP,),
    "SIGTERM": (signal.SIGTERM,),
    "Ctrl-C": (signal.SIGINT,),
    "Ctrl-C twice": (signal.SIGINT, signal.SIGINT),
    "Ctrl-C held down": (signal.SIGINT, *HELD_DOWN),
}
REHEARSAL, MIGRATION = "upgrade.rehearse.work:before", "upgrade.migrate.work:before"
COMMIT = "upgrade.commit.work:before"
MOMENTS = [
    ("SIGHUP", REHEARSAL, OLD),
    ("SIGHUP", MIGRATION, OLD),
    ("SIGTERM", MIGRATION, OLD),
    ("SIGTERM", COMMIT, NEW),
    ("Ctrl-C", REHEARSAL, OLD),
    ("Ctrl-C twice", MIGRATION, OLD),
    ("Ctrl-C twice", COMMIT, NEW),
    ("Ctrl-C held down", MIGRATION, OLD),
]


@pytest.mark.parametrize(("name", "point", "outcome"), MOMENTS)
def test_a_signal_comes(
    staged: Host, workshop: Workshop, matrix: Matrix, name: str, point: str, outcome: str
) -> None:
    with upgraded(staged, workshop) as case:
        process = case.start(LAZYIT_PAUSEPOINT=point)
        first, *others = SIGNALS[name]
        with stopped(process):
            process.send_signal(first)
        for number in others:
            send_when_it_goes_back(process, number)
        done = finished(process, 0 if outcome == NEW else 1)
        case.judge(outcome)
        if outcome == OLD:
            then = command_in(done.stderr)
            case.run()
            case.judge(NEW)
        else:
            then = ""
    case.note(matrix, "operator", f"{name} at `{point}`", outcome, then)


def send_when_it_goes_back(process: subprocess.Popen[str], number: int) -> None:
    """Be impatient: send another one as soon as the way back has begun, or the work has ended."""
    assert process.stderr
    for line in process.stderr:
        if "going back" in line or "finished first" in line:
            process.send_signal(number)
            return
