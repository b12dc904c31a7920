"""What a command of the application says while it runs, each migration as soon as it begins."""

import codecs
import os
import re
from collections.abc import Iterator
from typing import IO, Any

SIZE = 65_536
_BEGUN = re.compile(r"  Applying (\S+)\.\.\.")  # as Django begins the line of a migration


def lines_of(output: IO[Any]) -> Iterator[str]:
    """Every line of a pipe as it comes; the end of a migration's line comes by itself, later."""
    decoder, rest = codecs.getincrementaldecoder("utf-8")("replace"), ""
    while piece := os.read(output.fileno(), SIZE):
        *whole, rest = (rest + decoder.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in whole)
        if _BEGUN.fullmatch(rest):
            yield rest
            rest = ""
    if rest:
        yield rest


def begun_in(line: str) -> str:
    """The migration that begins with a line; or nothing."""
    begun = _BEGUN.match(line)
    return begun[1] if begun else ""
