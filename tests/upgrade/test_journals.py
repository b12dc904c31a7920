"""A journal that the death of its host has damaged: what it can still decide, and what not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lazyit.instance.upgrade.journal import NAME, UNNAMED
from tests.matrix import NEW, OLD, REFUSED, Matrix
from tests.upgrade.hosts import upgraded
from tests.upgrade.next_version import Workshop
from tests.upgrade.prepared import Host, go_on_of

pytestmark = [pytest.mark.long, pytest.mark.life]
RESUME = "lazyit upgrade resume"


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-17])


def torn_beginning(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b'{"n": 99, "at": "20')


def zeros(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0" * 4096)


def unnamed(path: Path) -> None:
    path.rename(path.with_name(UNNAMED))


def journal_of(host: Host) -> Path:
    (folder,) = (path for path in (host.data / "upgrades").iterdir() if path.is_dir())
    return folder / NAME


@pytest.mark.parametrize(
    ("point", "damage", "outcome"),
    [
        ("upgrade.put_back:after", torn, OLD),
        ("upgrade.migrate:after", torn_beginning, OLD),
        ("upgrade.take_away:after", zeros, OLD),
        ("upgrade.copy.work:after", unnamed, OLD),
        # The line "commit begun" itself is torn: nobody was let in yet, so back loses nothing.
        ("upgrade.commit.work:before", torn, OLD),
        ("upgrade.switch:after", torn, NEW),
        ("upgrade.commit:after", unnamed, NEW),
    ],
)
def test_a_torn_line_or_a_lost_rename_is_gone_on_from(
    staged: Host,
    workshop: Workshop,
    matrix: Matrix,
    point: str,
    damage: Callable[[Path], None],
    outcome: str,
) -> None:
    with upgraded(staged, workshop) as case:
        case.killed_at(point)
        damage(journal_of(staged))
        case.resume()
        case.judge(outcome)
    fault = f"{damage.__name__.replace('_', ' ')} line after `{point}`"
    case.note(matrix, "journal", fault, outcome, RESUME)


def test_a_journal_with_a_flipped_bit_decides_nothing(
    staged: Host, workshop: Workshop, matrix: Matrix
) -> None:
    """Whoever cannot be believed is not asked: the bundle of before comes back instead."""
    with upgraded(staged, workshop) as case:
        case.killed_at("upgrade.copy:before")
        before = case.outside.ledger.confirmed
        with case.outside.nobody_home():
            path = journal_of(staged)
            content = bytearray(path.read_bytes())
            content[40] ^= 1
            path.write_bytes(content)
            refused = case.resume(3).stderr
            assert "is not what was written" in refused
            staged.down()
            made = staged.command("backup", "list").stdout.split()[0]
            staged.command("restore", made)
            path.parent.rename(staged.data / "kept-journal")
            staged.up()
        assert staged.status["phase"] == "running"
        assert before
    matrix.note("journal", "a bit of the journal flipped", REFUSED, go_on_of(refused))
