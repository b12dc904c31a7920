"""What was typed and what came of it, for pages that a trial writes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

LONGEST = 14  # lines of output that are shown
WIDEST = 200
NOISE = re.compile(
    r"^\s*(Step \d+|-{3}> |Removing intermediate|Sending build context|Successfully |DEPRECATED"
    r"|WARNING: Location |time=\"\S+\" level=warning |BuildKit is |environment-variable"
    r"|Install the buildx|.*(Creating|Starting|Stopping"
    r"|Removing|Waiting|Recreate|Building)\s*$|.*Image \S+ (Buil|Pulling|Error Get)|\s*$)"
)
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ADDRESS = re.compile(r"\b(https?://)(?!127\.|localhost|\[::1\]|valkey|db\b)[^\s/:'\")]+")
LONG_HEX = re.compile(r"\b(?:sha256:)?([0-9a-f]{12})[0-9a-f]{28,}\b")
SETUP_CODE = re.compile(r"\b(?:[A-Z0-9]{4}-){2}[A-Z0-9]{4}\b")
INNER = re.compile(r"\b172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+\b")


@dataclass(frozen=True)
class Typed:
    """One line that was typed, how it ended and what it printed."""

    line: str
    code: int
    seconds: float
    output: str


@dataclass
class Section:
    """What one test tried."""

    title: str
    part: str
    told: list[Typed | str] = field(default_factory=list)  # commands, and words between them
    outcome: str = "not run"


@dataclass(frozen=True)
class Figure:
    """Something that was measured."""

    what: str
    value: str
    limit: str


class Transcript:
    """Everything of one run; it knows which words are of this machine alone."""

    def __init__(self, longest: int = LONGEST) -> None:
        self.longest = longest
        self.sections: list[Section] = []
        self.figures: list[Figure] = []
        self._replaced: dict[str, str] = {}

    def begin(self, title: str, part: str) -> None:
        """What is typed from now on belongs to this test, or to the whole part."""
        self.sections.append(Section(title, part))

    def end(self, outcome: str) -> None:
        """The section ended so; a test whose set-up failed may have none."""
        if self.sections:
            self.sections[-1].outcome = outcome

    def add(self, typed: Typed) -> None:
        self.sections[-1].told.append(typed)

    def note(self, text: str) -> None:
        self.sections[-1].told.append(text)

    def measured(self, what: str, value: str, limit: str = "") -> None:
        """Keep a figure; whoever asserts one asserts it where it was measured."""
        self.figures = [figure for figure in self.figures if figure.what != what]
        self.figures.append(Figure(what, value, limit))

    def replace(self, text: str, by: str) -> None:
        """A path, port or secret that is never shown."""
        if text:
            self._replaced[text] = by

    def text(self, introduction: str, ending: str = "") -> str:
        """The whole page."""
        parts = [introduction, *self._figures(), *self._sections(), ending]
        return self.clean("\n".join(parts).rstrip() + "\n")

    def _figures(self) -> Iterable[str]:
        if not self.figures:
            return
        yield "## Figures\n\n| what | measured | allowed |\n| --- | --- | --- |"
        for figure in self.figures:
            yield f"| {figure.what} | {figure.value} | {figure.limit or '–'} |"
        yield ""

    def _sections(self) -> Iterable[str]:
        part = ""
        for section in self.sections:
            if not section.told:
                continue
            if section.part != part:
                part = section.part
                yield f"## {part}\n"
            if section.title:
                yield f"### {section.title}\n"
            for is_typed, group in groupby(section.told, lambda told: isinstance(told, Typed)):
                told = list(group)
                yield from self._commands(told) if is_typed else (f"{words}\n" for words in told)
            if section.outcome != "passed":
                yield f"**This test {section.outcome}.**\n"

    def _commands(self, typed: Iterable[object]) -> Iterable[str]:
        yield "```console"
        yield from (self._shown(each) for each in typed if isinstance(each, Typed))
        yield "```\n"

    def _shown(self, typed: Typed) -> str:
        lines = [f"$ {typed.line}", *shortened(typed.output, self.longest)]
        return "\n".join([*lines, f"[exit {typed.code}, {typed.seconds:.1f} s]"])

    def clean(self, text: str) -> str:
        """Without paths, secrets, other hosts and long numbers."""
        for old in sorted(self._replaced, key=len, reverse=True):
            text = text.replace(old, self._replaced[old])
        text = SETUP_CODE.sub("…", ADDRESS.sub(r"\1…", text))
        return INNER.sub("172.x.x.x", LONG_HEX.sub(r"\1", text))


def shortened(output: str, longest: int) -> list[str]:
    """The lines that say something, the first and last of them if they are many."""
    lines = [ESCAPES.sub("", line).rstrip()[:WIDEST] for line in output.splitlines()]
    told = [line for line, _again in groupby(line for line in lines if not NOISE.match(line))]
    if len(told) <= longest:
        return told
    half = longest // 2
    return [*told[:half], f"… ({len(told) - 2 * half} lines)", *told[-half:]]
