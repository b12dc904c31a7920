"""A volume is full at a stage of an upgrade, or read-only: room is made, and it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import pytest

from tests.instance.conftest import free_port
from tests.matrix import NEW, OLD, Matrix
from tests.upgrade.hosts import Upgraded, answer, command_in, history, stopped, upgraded
from tests.upgrade.next_version import Choice, Workshop
from tests.upgrade.prepared import Done, Host, finished
from tests.upgrade.volumes import MB, Volume, skip_without, volume

pytestmark = [pytest.mark.long, pytest.mark.life]
RUN, SAME = "lazyit upgrade run", "the same command"
ROLLBACK = "lazyit upgrade rollback"
EITHER = ""
ENDS = {"committed": NEW, "went back": OLD, "failed": OLD, "rolled back": OLD}


@pytest.fixture(scope="module", autouse=True)
def mounted() -> None:
    skip_without()


@dataclass(frozen=True)
class Full:
    """Which volume is full from which point on, and what serves in the end."""

    volume: str
    point: str
    outcome: str
    leave: int = 0  # MB

    @property
    def name(self) -> str:
        return f"{self.volume} at {self.point}"


CASES = (
    Full("releases", "stage.work:before", OLD),
    Full("backups", "backup.work:before", OLD),
    Full("backups", "rehearse.work:before", OLD),
    # Room for what people write, and none for a second database.
    Full("postgres", "copy.work:before", OLD, leave=8),
    Full("postgres", "migrate.work:before", OLD, leave=1),
    Full("postgres", "commit.work:before", NEW, leave=2),
    Full("valkey", "hold.work:before", EITHER),  # as the page of its file that is begun has room
    Full("logs", "close.work:before", NEW),
    Full("upgrades", "close:before", NEW),
    Full("upgrades", "commit:before", NEW),
)


def disturbed(case: Upgraded, point: str, disturb: Callable[[], None]) -> Done:
    """Upgrade, and have something happen at a point."""
    process = case.start(LAZYIT_PAUSEPOINT=f"upgrade.{point}")
    with stopped(process):
        disturb()
    return finished(process, None)


def settled(case: Upgraded, done: Done) -> tuple[str, str]:
    """Return what serves, by the command that was told if need be, and that command."""
    then = command_in(done.stderr) if done.returncode else ""
    if done.returncode == 4:
        case.host.go_on(done.stderr)
    return ENDS[history(case.host)[0]["outcome"]], then


def obeyed(case: Upgraded, told: str) -> None:
    """Run the command that was named, where it is another one than the upgrade once more."""
    then = command_in(told).partition(",")[0]
    if not then.startswith((RUN, SAME)):
        case.host.go_on(f"Go on with: {then}")


def room_for(host: Host, name: str) -> None:
    """Have the next version still to be installed where that is what needs room."""
    if name == "releases":
        (host.data / "releases" / Choice().number).unlink()


@pytest.mark.parametrize("full", CASES, ids=attrgetter("name"))
def test_a_volume_is_full(staged: Host, workshop: Workshop, matrix: Matrix, full: Full) -> None:
    room_for(staged, full.volume)
    with volume(staged, full.volume) as found, upgraded(staged, workshop) as case:
        done = disturbed(case, full.point, lambda: found.fill(full.leave * MB))
        found.empty()
        outcome, then = settled(case, done)
        case.judge(outcome)
        assert outcome == (full.outcome or outcome), done.stdout + done.stderr
        if outcome == OLD:
            obeyed(case, done.stderr)
            case.run()
            case.judge(NEW)
    fault = f"the volume of {full.volume} is full at `upgrade.{full.point}`"
    case.note(matrix, "disk", fault, outcome, then)


PROTECTED = (
    Full("releases", "stage.work:before", OLD),
    Full("backups", "backup.work:before", OLD),
)


@pytest.mark.parametrize("full", PROTECTED, ids=attrgetter("name"))
def test_a_volume_is_read_only(
    staged: Host, workshop: Workshop, matrix: Matrix, full: Full
) -> None:
    room_for(staged, full.volume)
    with volume(staged, full.volume) as found, upgraded(staged, workshop) as case:
        done = disturbed(case, full.point, lambda: found.protect(is_on=True))
        found.protect(is_on=False)
        outcome, then = settled(case, done)
        case.judge(outcome)
        assert outcome == full.outcome
        obeyed(case, done.stderr)
        case.run()
        case.judge(NEW)
    fault = f"the volume of {full.volume} is read-only at `upgrade.{full.point}`"
    case.note(matrix, "disk", fault, outcome, then)


def fill(found: Volume) -> None:
    found.fill(0 if found.path.name == "upgrades" else 8 * MB)  # people are to be served


def protect(found: Volume) -> None:
    found.protect(is_on=True)


def mend(found: Volume) -> None:
    found.protect(is_on=False)
    found.empty()


BEFORE = [
    ("backups", fill),
    ("postgres", fill),
    ("upgrades", fill),
    ("upgrades", protect),
]


@pytest.mark.parametrize(("name", "disturb"), BEFORE)
def test_it_is_so_from_the_beginning(
    staged: Host,
    workshop: Workshop,
    matrix: Matrix,
    name: str,
    disturb: Callable[[Volume], None],
) -> None:
    """The plan sees it: nothing is begun. People are served by what is left."""
    room_for(staged, name)
    is_full = disturb is fill
    with volume(staged, name) as found, upgraded(staged, workshop) as case:
        disturb(found)
        refused = case.run(3).stderr
        mend(found)
        case.judge(OLD)
        obeyed(case, refused)
        case.run()
        case.judge(NEW)
    fault = f"the volume of {name} is {'full' if is_full else 'read-only'} from the beginning"
    case.note(matrix, "disk", fault, OLD, command_in(refused))


def test_logs_have_no_room_from_the_beginning(
    staged: Host, workshop: Workshop, matrix: Matrix
) -> None:
    """Not even in pages that are begun: nobody works any less for that."""
    with volume(staged, "logs") as found:
        for log in found.path.iterdir():
            log.unlink()
        found.fill()
        with upgraded(staged, workshop) as case:
            case.run()
            case.judge(NEW)
    case.note(matrix, "disk", "the volume of logs is full from the beginning", NEW, "")


def test_a_first_start_has_no_room(tmp_path: Path) -> None:
    """Not even for a log that says so; the same command starts it once there is some."""
    with volume(Host(tmp_path, port=0), "disk") as found:
        host = Host(found.path / "data", port=free_port())
        found.fill()
        told = host.command("up", "--detach", code=1).stderr
        assert command_in(told) == f"lazyit up --data {host.data}"
        said = host.command("up", code=1).stderr
        assert "No space left on device" in said
        assert "Go on with: lazyit doctor, then the same command" in said
        found.empty()
        host.up()
        assert answer(host, "/setup")[0] == 200
        host.down()


def test_no_room_for_the_backup_that_a_rollback_begins_with(
    staged: Host, workshop: Workshop, matrix: Matrix
) -> None:
    with volume(staged, "backups") as found, upgraded(staged, workshop) as case:
        case.run()
        found.fill()
        failed = staged.command("upgrade", "rollback", "--yes", code=1).stderr
        found.empty()
        case.judge(NEW)
    assert command_in(failed).startswith(ROLLBACK)
    fault = "the volume of backups is full when `rollback` begins"
    case.note(matrix, "disk", fault, NEW, command_in(failed))
