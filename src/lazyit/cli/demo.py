"""lazyit demo load"""

import argparse

from lazyit.cli import managed
from lazyit.cli.options import add_action

NAME = "demo"
HELP = "Fill an instance with invented people, places and assets."
EXAMPLE = "lazyit demo load --assets 500"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What demo takes."""
    actions = parser.add_subparsers(dest="action", metavar="load", required=True)
    load = add_action(actions, "load", "load invented records")
    load.add_argument("--assets", type=int, metavar="N", help="how many assets")
    load.add_argument(
        "--notes", action="store_true", help="with long notes, and their history: a larger database"
    )


def run(arguments: argparse.Namespace) -> int:
    """Hand over."""
    count = [] if arguments.assets is None else ["--assets", str(arguments.assets)]
    notes = ["--notes"] if arguments.notes else []
    return managed.run(arguments, "demo", "load", *count, *notes)
