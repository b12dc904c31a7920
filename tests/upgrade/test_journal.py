"""The journal outlives every way of dying, and never says more than was written."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lazyit.instance.failures import RefusedError
from lazyit.instance.upgrade.journal import BEGUN, DONE, NAME, UNNAMED, Journal
from lazyit.instance.upgrade.runs import FINISHED, Runs

WRITER = """
import sys
from pathlib import Path
from lazyit.instance.upgrade.journal import Journal
journal = Journal.begin(Path(sys.argv[1]), version="9")
for number in range(100000):
    journal.note(f"step-{number}", "done", text="é" * 300)
    print(number, flush=True)
"""
HOLDER = """
import sys, time
from pathlib import Path
from lazyit.instance.upgrade.runs import Runs
with Runs(Path(sys.argv[1])).held():
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal.begin(tmp_path / "run", version="0.3.0")
    journal.note("close", BEGUN)
    journal.note("close", DONE, seconds=1.5)
    return journal


def test_another_process_reads_what_was_noted(journal: Journal) -> None:
    read = Journal(journal.folder)
    assert read.entries == journal.entries
    assert read.has("close")
    assert not read.has("clone")
    assert read.fact("version") == "0.3.0"
    assert read.fact("seconds") == 1.5
    assert read.fact("nothing", "default") == "default"


def test_a_torn_last_line_counts_as_not_written(journal: Journal) -> None:
    path = journal.folder / NAME
    whole = path.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    for kept in range(1, len(last)):
        path.write_bytes(whole[: len(whole) - kept])
        torn = Journal(journal.folder)
        assert len(torn.entries) == 2, kept
        torn.note("clone", BEGUN)
        assert [e["step"] for e in Journal(journal.folder).entries] == ["run", "close", "clone"]


def test_a_last_line_of_zeros_counts_as_not_written(journal: Journal) -> None:
    """Some file systems bring the length to the disk before the content."""
    with (journal.folder / NAME).open("ab") as file:
        file.write(b"\0" * 80)
    assert len(Journal(journal.folder).entries) == 3


def test_a_flipped_bit_before_the_last_line_is_a_refusal(journal: Journal) -> None:
    path = journal.folder / NAME
    whole = path.read_bytes()
    for position in range(0, len(whole.splitlines(keepends=True)[0]) - 1, 7):
        flipped = bytearray(whole)
        flipped[position] ^= 1
        path.write_bytes(flipped)
        with pytest.raises(RefusedError, match="is not what was written"):
            Journal(journal.folder)


def test_a_missing_line_is_a_refusal(journal: Journal) -> None:
    path = journal.folder / NAME
    first, _second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + third + third)
    with pytest.raises(RefusedError):
        Journal(journal.folder)


def test_a_lost_rename_of_the_journal_is_done_again(journal: Journal) -> None:
    (journal.folder / NAME).rename(journal.folder / UNNAMED)
    again = Journal(journal.folder)
    assert again.entries == journal.entries
    again.note("clone", BEGUN)
    assert (journal.folder / NAME).exists()


def test_a_journal_cut_in_its_first_line_is_no_run(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    with runs.held():
        folder = runs.begin("0.3.0").folder
    text = (folder / NAME).read_bytes()
    (folder / NAME).unlink()
    (folder / UNNAMED).write_bytes(text[:20])
    assert runs.all() == []
    assert runs.unfinished() is None


def test_whoever_is_killed_while_writing_leaves_every_line_that_was_confirmed(
    tmp_path: Path,
) -> None:
    for turn in range(5):
        folder = tmp_path / f"run-{turn}"
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        confirmed = [writer.stdout.readline() for _ in range(20 + turn * 7)]
        writer.send_signal(signal.SIGKILL)
        rest = writer.communicate()[0].splitlines(keepends=True)
        last = int([line for line in confirmed + rest if line.endswith("\n")][-1])
        journal = Journal(folder)
        assert len(journal.entries) - 2 in {last, last + 1}
        journal.note("after", DONE)
        assert Journal(folder).has("after")


def test_runs_are_numbered_whatever_the_clock_says(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    with runs.held():
        for _ in range(11):
            runs.begin("0.3.0").note("run", DONE, **{FINISHED: "committed"})
        newest = runs.begin("0.3.0")
    assert newest.folder.name.startswith("0012-")
    assert runs.all()[0].folder == newest.folder
    unfinished = runs.unfinished()
    assert unfinished
    assert unfinished.folder == newest.folder
    newest.note("run", DONE, **{FINISHED: "back"})
    assert runs.unfinished() is None
    assert runs.find(newest.folder.name)
    assert runs.find("0099-none-000000") is None


def test_two_at_once_is_a_refusal_and_a_killed_one_frees_the_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(RefusedError, match=f"process {holder.pid}"), Runs(tmp_path).held():
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with Runs(tmp_path).held():
        pass


def test_noting_a_line_takes_little_time(journal: Journal) -> None:
    begin = time.monotonic()
    for _ in range(50):
        journal.note("step", DONE)
    assert time.monotonic() - begin < 5
    assert json.loads((journal.folder / NAME).read_text().splitlines()[-1])["n"] == 53
