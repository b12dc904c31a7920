"""docs/develop/fault-matrix.md: written by the tests that inject faults, each case by its own test.

Only a run in which every case was tried replaces the page; it names each that did not end well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/develop/fault-matrix.md"
PROPERTY, FIGURES = "fault matrix", "fault matrix figures"
FIXTURE = "matrix"
ROWS, STEP = 1000, 10  # figures are rounded to

OLD, NEW = "the version before serves", "the new version serves"
REFUSED = "refused, nothing changed"
DETECTED = "detected, not restored from"
OUTCOMES = (OLD, NEW, REFUSED, DETECTED)
SECTIONS = {
    "killed": "SIGKILL at a point of the journal",
    "cut": "The host loses its power at a point of the journal",
    "killed-again": "SIGKILL while it goes on, or goes back",
    "migration": "A migration goes wrong",
    "version": "The new version goes wrong",
    "disk": "A volume is full or read-only",
    "bundle": "A bundle is damaged",
    "keys": "Keys",
    "settings": "Settings",
    "operator": "Operators, clocks and signals",
    "journal": "The journal",
}
HEAD = """\
# Faults, and what came of each

Written by `make test-upgrade`, which injects every one of them: do not edit. Every case ends in one
of these: the version before serves, the new version serves, or a refusal that changed nothing and
names the one command that goes on; the test runs that command. A client outside writes all the
while; what it was told is there must be there afterwards, and no request of its fails, though some
are held at the door.
"""


@dataclass(frozen=True)
class Case:
    """One fault and what came of it."""

    section: str
    fault: str
    outcome: str
    then: str = ""  # the command that went on, as it was told
    turn: int = 0

    def row(self) -> str:
        """Return its line of the page."""
        then = f"`{self.then}`" if self.then else ""
        return f"| {self.fault} | {self.outcome} | {then} |"


@dataclass
class Matrix:
    """Where a test says what came of its fault; the last thing that it does."""

    node: pytest.Item
    noted: int = 0

    def note(self, section: str, fault: str, outcome: str, then: str = "") -> None:
        """Write one case down."""
        if section not in SECTIONS or outcome not in OUTCOMES:
            raise LookupError(f"{section} or {outcome}")
        turn = self.node.session.items.index(self.node) * 100 + self.noted
        case = Case(section, fault, outcome, without_paths(then), turn)
        self.noted += 1
        self.node.user_properties.append((PROPERTY, asdict(case)))

    def count(self, confirmed: int, held: float = 0.0) -> None:
        """Write down that so many confirmed rows are there, and what was the longest wait."""
        self.node.user_properties.append((FIGURES, (confirmed, held)))


@pytest.fixture
def matrix(request: pytest.FixtureRequest) -> Matrix:
    return Matrix(request.node)


def without_paths(command: str) -> str:
    """Return a command as an operator would read it anywhere."""
    told = re.sub(r"(--data|--env) \S+", r"\1 …", command)
    return re.sub(r"/\S+/data/", "DATA/", told)


class Gathering:
    """What all processes of a test run have seen."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.failed: set[str] = set()
        self.confirmed, self.held = 0, 0.0
        self.is_whole = True
        self.files = wanted_files()

    def take(self, report: pytest.TestReport) -> None:
        """Keep what a test that passed said; one that was not tried makes the page wait."""
        properties: list[tuple[str, Any]] = report.user_properties
        told = [Case(**value) for name, value in properties if name == PROPERTY]
        if report.when == "call" and report.passed:
            self.cases += told
            for confirmed, held in (value for name, value in properties if name == FIGURES):
                self.confirmed += confirmed
                self.held = max(self.held, held)
        elif report.failed and self._has_cases(report):
            self.failed.add(report.nodeid.rpartition("/")[2])
        elif report.skipped and self._has_cases(report):
            self.is_whole = False

    def _has_cases(self, report: pytest.TestReport) -> bool:
        return str(ROOT / report.nodeid.partition("::")[0]) in self.files

    def write(self) -> None:
        """Replace the page."""
        found = sorted(self.cases, key=lambda case: case.turn)
        PAGE.write_text(page_of(found, self.summary))

    @property
    def summary(self) -> str:
        """The figures of the whole, so round that they stay as they are from run to run."""
        confirmed = self.confirmed // ROWS * ROWS
        held = math.ceil(self.held / STEP) * STEP
        count = len(self.cases)
        return (
            f"{count} cases ended in one of these. Of more than {confirmed} confirmed rows"
            f" 0 were lost;\nno request was held for longer than {held} s.\n"
            f"{self._bad_ends}"
        )

    @property
    def _bad_ends(self) -> str:
        if not self.failed:
            return ""
        names = "\n".join(f"- `{name}`" for name in sorted(self.failed))
        return f"\n**These tests failed:**\n\n{names}\n"


def page_of(found: Sequence[Case], summary: str) -> str:
    """Return the page."""
    parts = [HEAD, summary]
    for section, title in SECTIONS.items():
        rows = [case.row() for case in found if case.section == section]
        if rows:
            lines = (f"## {title}", "", "| fault | outcome | then |", "| --- | --- | --- |", *rows)
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def wanted_files() -> set[str]:
    """Return every test file with cases in it."""
    found = (ROOT / "tests").rglob("test_*.py")
    return {str(path) for path in found if f"{FIXTURE}: Matrix" in path.read_text()}


gathering = Gathering()


def pytest_deselected(items: list[pytest.Item]) -> None:
    if any(FIXTURE in getattr(item, "fixturenames", ()) for item in items):
        gathering.is_whole = False


def pytest_collection_finish(session: pytest.Session) -> None:
    named = any("::" in argument for argument in session.config.args)
    if named or not wanted_files() <= {str(item.path) for item in session.items}:
        gathering.is_whole = False


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    gathering.take(report)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[PROPERTY] = gathering.is_whole


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    if error or not getattr(node, "workeroutput", {}).get(PROPERTY):
        gathering.is_whole = False


def pytest_unconfigure(config: pytest.Config) -> None:
    """After every worker has reported."""
    if not hasattr(config, "workeroutput") and gathering.cases and gathering.is_whole:
        gathering.write()
