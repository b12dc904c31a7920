"""lazyit doctor"""

import argparse
import os
import shutil
import textwrap

from lazyit.cli import terminal
from lazyit.cli.examined import examine
from lazyit.instance.doctor.areas import TITLES, place_of
from lazyit.instance.doctor.findings import FAILURE, OK, WARNING, WORST_FIRST, Told, worst

NAME = "doctor"
HELP = "Look for whatever is wrong: what it is, why it matters, the command that mends it."
EXAMPLE = "lazyit doctor --json"
CODES = {OK: 0, WARNING: 1, FAILURE: 2}
HEADINGS = {FAILURE: "Failures", WARNING: "Warnings", OK: "In order"}
WIDEST = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What doctor takes."""
    parser.add_argument("--json", action="store_true", help="print data")


def run(arguments: argparse.Namespace) -> int:
    """Examine and tell; 0 all is well, 1 warnings, 2 failures."""
    found = sorted(examine(arguments, dict(os.environ)), key=_order)
    level = worst(finding["level"] for finding in found)
    if arguments.json:
        terminal.show_json({"level": level, "findings": found})
    else:
        _show(found)
    return CODES[level]


def _order(finding: Told) -> "tuple[int, int]":
    return WORST_FIRST.index(finding["level"]), place_of(finding["check"])


def _show(found: "list[Told]") -> None:
    for level in WORST_FIRST:
        if chosen := [finding for finding in found if finding["level"] == level]:
            print(f"{HEADINGS[level]} ({len(chosen)})")
            for finding in chosen:
                print("\n".join(_lines(finding)))
            print()


def _lines(finding: Told) -> "list[str]":
    title = TITLES[finding["check"]].say()
    margin = max(len(words.say()) for words in TITLES.values()) + 4
    lines = _wrapped(finding["what"], f"  {title}".ljust(margin), margin)
    if finding["why"]:
        lines += _wrapped(finding["why"], " " * margin, margin)
    commands = finding["fix"].splitlines()
    return lines + [" " * margin + f"$ {command}" for command in commands]


def _wrapped(text: str, first: str, margin: int) -> "list[str]":
    width = min(shutil.get_terminal_size().columns, WIDEST)
    parts = textwrap.wrap(
        text, max(width - margin, 30), break_long_words=False, break_on_hyphens=False
    )
    return [first + parts[0], *(" " * margin + part for part in parts[1:])]
