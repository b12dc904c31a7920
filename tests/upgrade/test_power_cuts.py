"""The host loses its power at every point of the journal: it serves, or one command makes it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from lazyit import __version__
from lazyit.instance.upgrade.runs import CLOSING
from lazyit.instance.upgrade.steps import BACK, BEFORE, COMMIT, FORWARD, ROLLBACK
from tests.matrix import NEW, OLD, Matrix
from tests.once import made_once
from tests.upgrade.hosts import comes_to, left_behind, points, serves, step_of, upgraded
from tests.upgrade.next_version import Choice, Workshop
from tests.upgrade.prepared import Host, copy_of
from tests.upgrade.snapshots import Snapshot, kept_points, name_of, nothing_lost, taken

pytestmark = [pytest.mark.long, pytest.mark.life]
UP, RESUME = "lazyit up", "lazyit upgrade resume"
ALL = "upgrade."
CHOICE = Choice()
UNDONE = ROLLBACK[ROLLBACK.index(CLOSING) :]


@contextmanager
def on_a_disk(folder: Path) -> Iterator[Host]:
    """A host as a snapshot has it; ended after the block."""
    with tempfile.TemporaryDirectory(prefix="lz-", ignore_cleanup_errors=True) as place:
        host = Snapshot(folder).copied(Path(place))
        try:
            yield host
        finally:
            host.down()
            host.pull_the_plug()


@dataclass(frozen=True)
class Cuts:
    """Where the hosts come from that are cut off at each point of an upgrade."""

    shared: Path
    with_releases: Path
    workshop: Workshop

    def of_upgrade(
        self, name: str, found: Sequence[str], pause: str = ALL, variant: str = "whole"
    ) -> Path:
        """Snapshots at these points; a version with a fault has it on the live data alone."""

        def make(folder: Path) -> None:
            host = copy_of(self.with_releases, folder / "origin")
            with upgraded(host, self.workshop, variant, live=variant != "whole") as case:
                process = case.start(LAZYIT_PAUSEPOINT=pause)
                taken(case, process, found, folder)
                process.communicate(timeout=60)
            host.down()

        return made_once(self.shared, name, make)


@pytest.fixture(scope="session")
def cuts(shared: Path, with_releases: Path, workshop: Workshop) -> Cuts:
    return Cuts(shared, with_releases, workshop)


@pytest.fixture(scope="session")
def forward(cuts: Cuts) -> Path:
    return cuts.of_upgrade("cuts-forward", points(*FORWARD))


@pytest.fixture(scope="session")
def back(cuts: Cuts) -> Path:
    """The new version dies behind the door."""
    return cuts.of_upgrade("cuts-back", points(*BACK), f"{ALL}back_", "dies")


@pytest.fixture(scope="session")
def rolled(shared: Path, with_releases: Path, workshop: Workshop) -> Path:
    """Committed, then undone: what the client was told before the upgrade stays."""

    def make(folder: Path) -> None:
        host = copy_of(with_releases, folder / "origin")
        with upgraded(host, workshop) as case:
            pass
        case.run()
        words = ("upgrade", "rollback", "--yes")
        process = host.start(*words, LAZYIT_PAUSEPOINT=ALL)
        taken(case, process, points(*ROLLBACK), folder)
        process.communicate(timeout=60)
        host.down()

    return made_once(shared, "cuts-rollback", make)


def settled(host: Host, outcome: str, *, at_once: bool) -> str:
    """Start the host, by the command that a refusal names if need be; return what was typed."""
    served = host.up_or_told()
    assert served is at_once
    version = CHOICE.number if outcome == NEW else __version__
    serves(host, version, is_new=outcome == NEW)
    if not at_once:
        left_behind(host)
    return UP if at_once else f"{RESUME}, {UP}"


@pytest.mark.parametrize("point", kept_points(points(*FORWARD)))
def test_on_the_way_forward(forward: Path, matrix: Matrix, point: str) -> None:
    at_once = step_of(point) in BEFORE
    outcome = OLD if at_once else comes_to(point)
    with on_a_disk(forward / name_of(point)) as host:
        then = settled(host, outcome, at_once=at_once)
        confirmed = nothing_lost(host)
    matrix.note("cut", f"`run` at `{point}`", outcome, then)
    matrix.count(confirmed)


@pytest.mark.parametrize("point", kept_points(points(*BACK)))
def test_on_the_way_back(back: Path, matrix: Matrix, point: str) -> None:
    with on_a_disk(back / name_of(point)) as host:
        then = settled(host, OLD, at_once=False)
        confirmed = nothing_lost(host)
    matrix.note("cut", f"going back at `{point}`", OLD, then)
    matrix.count(confirmed)


@pytest.mark.parametrize("point", kept_points(points(*ROLLBACK)))
def test_during_a_rollback(rolled: Path, matrix: Matrix, point: str) -> None:
    at_once = ROLLBACK.index(step_of(point)) < ROLLBACK.index(CLOSING)
    outcome = NEW if at_once else OLD
    with on_a_disk(rolled / name_of(point)) as host:
        then = settled(host, outcome, at_once=at_once)
        confirmed = nothing_lost(host)
    matrix.note("cut", f"`rollback` at `{point}`", outcome, then)
    matrix.count(confirmed)


def resumed_again_and_again(host: Host, step: str, outcome: str) -> None:
    """Kill `resume` at every point of one of its steps in turn, then let it end."""
    for point in kept_points(points(step)):
        host.killed_at(point, "upgrade", "resume")
    settled(host, outcome, at_once=False)


AGAIN = {
    **{f"back, {step}": ("upgrade.put_back:after", step, OLD) for step in BACK},
    **{f"forward, {step}": ("upgrade.commit.work:before", step, NEW) for step in COMMIT},
}


@pytest.mark.parametrize("name", list(AGAIN))
def test_resume_is_killed_again_and_again(forward: Path, matrix: Matrix, name: str) -> None:
    point, step, outcome = AGAIN[name]
    with on_a_disk(forward / name_of(point)) as host:
        resumed_again_and_again(host, step, outcome)
        confirmed = nothing_lost(host)
    fault = f"`resume` killed four times on the way {name}"
    matrix.note("killed-again", fault, outcome, RESUME)
    matrix.count(confirmed)


@pytest.mark.parametrize("step", UNDONE)
def test_a_resumed_rollback_is_killed_again(rolled: Path, matrix: Matrix, step: str) -> None:
    with on_a_disk(rolled / name_of(f"upgrade.{CLOSING}.work:after")) as host:
        resumed_again_and_again(host, step, OLD)
        confirmed = nothing_lost(host)
    fault = f"`resume` of a rollback killed four times at {step}"
    matrix.note("killed-again", fault, OLD, RESUME)
    matrix.count(confirmed)
