"""docs/develop/compose-trial.md, as the run itself writes it."""

from pathlib import Path

import pytest

from tests.compose.places import KEPT, TRANSCRIPT
from tests.trial.transcript import Transcript

WORDS = Path(__file__).parent
ALL_BUT_LONG = "not long"  # upgrades have a run of their own


def write(transcript: Transcript, *, whole: bool) -> None:
    """Keep the page under var/; in the documents if every test ran and passed."""
    words = [(WORDS / name).read_text() for name in ("introduction.md", "never-tried.md")]
    text = transcript.text(*words)
    for place in (KEPT / TRANSCRIPT.name, *([TRANSCRIPT] if whole else [])):
        place.write_text(text)


def was_whole(session: pytest.Session) -> bool:
    """Whether all but what is long was asked for, and nothing of it failed or was left out."""
    asked = [argument.rstrip("/") for argument in session.config.args]
    option = session.config.option
    chosen = option.keyword or option.markexpr not in ("", ALL_BUT_LONG)
    return asked == ["tests/compose"] and not chosen and not session.testsfailed


def title_of(item: pytest.Item) -> str:
    """The test's docstring, or its name as words."""
    told = getattr(getattr(item, "function", None), "__doc__", "")
    name = item.name.removeprefix("test_").replace("_", " ")
    return " ".join(str(told or name).split()).rstrip(".")


def part_of(item: pytest.Item) -> str:
    """The docstring of the test's module."""
    return " ".join((item.module.__doc__ or "").split()).rstrip(".")  # type: ignore[attr-defined] # a function's
