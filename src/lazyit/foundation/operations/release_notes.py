"""CHANGELOG.md as a page shows it: headings, paragraphs and points of each version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

import lazyit
from lazyit.instance.upgrade.release_file import order

FILE = Path(lazyit.__file__).parent / "CHANGELOG.md"
HEADING, PART, POINT, TEXT = "heading", "part", "point", "text"
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a point or a heading; its words, in pairs with whether they are code."""

    kind: str
    words: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Version:
    """What one version changed."""

    number: str
    blocks: list[Block] = field(default_factory=list)


@cache
def versions() -> list[Version]:
    """Return the versions up to the one that runs, newest first; later ones are in preparation."""
    own = order(settings.INSTANCE.app_version)
    return [version for version in _read(FILE.read_text()) if order(version.number) <= own]


def _read(text: str) -> list[Version]:
    found: list[Version] = []
    for kind, words in _blocks(text):
        if kind == HEADING:
            found.append(Version(words))
        elif found:
            found[-1].blocks.append(Block(kind, _words(words)))
    return found


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield each block with its lines joined."""
    for paragraph in re.split(r"\n\s*\n|\n(?=- |#)", text):
        joined = " ".join(paragraph.split())
        for mark, kind in (("## ", HEADING), ("### ", PART), ("- ", POINT), ("# ", "")):
            if joined.startswith(mark):
                yield kind, joined.removeprefix(mark)
                break
        else:
            if joined:
                yield TEXT, joined


def _words(text: str) -> list[tuple[str, bool]]:
    """Split at backticks; a link is its words, since documents are not part of the page."""
    pieces = _LINK.sub(r"\1", text).split("`")
    return [(piece, bool(number % 2)) for number, piece in enumerate(pieces) if piece]
