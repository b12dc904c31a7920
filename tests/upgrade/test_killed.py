"""SIGKILL at every point of the journal; then `lazyit upgrade resume`, and again during that."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lazyit.instance.upgrade.steps import BACK, BEFORE, COMMIT, HELD
from tests.matrix import NEW, OLD, Matrix
from tests.upgrade.hosts import Upgraded, comes_to, points, upgraded
from tests.upgrade.next_version import Workshop
from tests.upgrade.prepared import Host

pytestmark = [pytest.mark.long, pytest.mark.life]
RESUME = "lazyit upgrade resume"
WHENS = (":before", ".work:before", ".work:after", ":after")


def killed_again_and_again(case: Upgraded, found: Sequence[str]) -> None:
    """Kill the run at the first of these points, and `resume` at each of the others."""
    case.killed_at(found[0])
    for point in found[1:]:
        case.killed_at(point, "upgrade", "resume")
    case.resume()


def note_all(case: Upgraded, matrix: Matrix, found: Sequence[str], outcome: str) -> None:
    matrix.note("killed", f"`run` killed at `{found[0]}`", outcome, RESUME)
    for point in found[1:]:
        matrix.note("killed-again", f"`resume` killed at `{point}`", outcome, RESUME)
    case.count(matrix)


def test_before_anybody_is_sent_away(staged: Host, workshop: Workshop, matrix: Matrix) -> None:
    """It begins again, as often as it is killed."""
    found = points(*BEFORE)
    with upgraded(staged, workshop) as case:
        killed_again_and_again(case, found)
        case.judge(NEW)
    note_all(case, matrix, found, NEW)


@pytest.mark.parametrize("when", WHENS)
def test_while_everybody_is_held(
    staged: Host, workshop: Workshop, matrix: Matrix, when: str
) -> None:
    """It goes back, each time; only before the door is closed it may begin again."""
    found = sorted((f"upgrade.{step}{when}" for step in HELD), key=comes_to, reverse=True)
    with upgraded(staged, workshop) as case:
        for point in found:
            case.killed_at(point)
            case.resume()
            case.judge(comes_to(point))
    for point in found:
        matrix.note("killed", f"`run` killed at `{point}`", comes_to(point), RESUME)
    case.count(matrix)


@pytest.mark.parametrize("steps", [COMMIT[:2], COMMIT[2:]], ids=["switch", "open"])
def test_while_it_is_committed(
    staged: Host, workshop: Workshop, matrix: Matrix, steps: tuple[str, ...]
) -> None:
    """From its first line on it goes forward, as often as it is killed."""
    found = [point for point in points(*steps) if comes_to(point) == NEW]
    with upgraded(staged, workshop) as case:
        killed_again_and_again(case, found)
        case.judge(NEW)
    note_all(case, matrix, found, NEW)


def test_just_before_it_is_committed(staged: Host, workshop: Workshop, matrix: Matrix) -> None:
    point = f"upgrade.{COMMIT[0]}:before"
    with upgraded(staged, workshop) as case:
        case.killed_at(point)
        case.resume()
        case.judge(OLD)
    case.note(matrix, "killed", f"`run` killed at `{point}`", OLD, RESUME)


@pytest.mark.parametrize("steps", [BACK[:2], BACK[2:]], ids=["data", "start"])
def test_on_the_way_back(
    staged: Host, workshop: Workshop, matrix: Matrix, steps: tuple[str, ...]
) -> None:
    """The new version does not pass its trial behind the door; going back is killed."""
    found = points(*steps)
    with upgraded(staged, workshop, "dies", live=True) as case:
        killed_again_and_again(case, found)
        case.judge(OLD)
    note_all(case, matrix, found, OLD)


PULLED = [
    f"upgrade.{point}"
    for point in (
        "migrate.work:before",
        "commit.work:before",
    )
]


@pytest.mark.parametrize("point", PULLED)
def test_the_plug_is_pulled(staged: Host, workshop: Workshop, matrix: Matrix, point: str) -> None:
    """The whole host dies while a client is outside; it is served by who is started again."""
    outcome = comes_to(point)
    then = "lazyit up"
    with upgraded(staged, workshop) as case:
        with case.outside.nobody_home():
            case.killed_at(point)
            staged.pull_the_plug()
            if staged.up_or_told():
                outcome = OLD  # it serves at once; nothing was changed yet
            else:
                then = f"{RESUME}, {then}"
        case.judge(outcome)
    fault = f"the host loses its power at `{point}`, a client outside"
    case.note(matrix, "cut", fault, outcome, then)
