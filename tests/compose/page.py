"""The pages that a run writes itself: of all but the long tests, or of the upgrades alone."""

from pathlib import Path

import pytest

from tests.compose.places import EXAMPLE, KEPT, TRANSCRIPT
from tests.trial.transcript import LONGEST, Transcript

WORDS = Path(__file__).parent
# What is asked for, its page, lines of a command, and the words around what was typed.
REST, UPGRADES = "not long", "long"
PAGES = {
    REST: (TRANSCRIPT, LONGEST, ("introduction.md", "never-tried.md")),
    UPGRADES: (EXAMPLE, 45, ("example.md",)),  # every stage of an upgrade is shown
}


def write(transcript: Transcript, session: pytest.Session) -> None:
    """Keep the page under var/; in the documents if every test of it ran and passed."""
    page, transcript.longest, names = PAGES[
        UPGRADES if session.config.option.markexpr == UPGRADES else REST
    ]
    text = transcript.text(*((WORDS / name).read_text() for name in names))
    for place in (KEPT / page.name, *([page] if was_whole(session) else [])):
        place.write_text(text)


def was_whole(session: pytest.Session) -> bool:
    """Whether all of a page was asked for, and nothing of it failed or was left out."""
    asked = [argument.rstrip("/") for argument in session.config.args]
    option = session.config.option
    chosen = option.keyword or option.markexpr not in PAGES
    return asked == ["tests/compose"] and not chosen and not session.testsfailed


def title_of(item: pytest.Item) -> str:
    """The test's docstring, or its name as words."""
    told = getattr(getattr(item, "function", None), "__doc__", "")
    name = item.name.removeprefix("test_").replace("_", " ")
    return " ".join(str(told or name).split()).rstrip(".")


def part_of(item: pytest.Item) -> str:
    """The docstring of the test's module."""
    return " ".join((item.module.__doc__ or "").split()).rstrip(".")  # type: ignore[attr-defined] # a function's
