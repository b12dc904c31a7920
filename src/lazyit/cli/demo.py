"""lazyit demo load"""

import argparse

from lazyit.cli import managed

NAME = "demo"
HELP = "Fill an instance with invented people, places and assets."
EXAMPLE = "lazyit demo load --assets 500"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What demo takes."""
    actions = parser.add_subparsers(dest="action", metavar="load", required=True)
    load = actions.add_parser("load", help="load invented records", allow_abbrev=False)
    load.add_argument("--assets", type=int, metavar="N", help="how many assets")


def run(arguments: argparse.Namespace) -> int:
    """Hand over."""
    count = [] if arguments.assets is None else ["--assets", str(arguments.assets)]
    return managed.run(arguments, "demo", "load", *count)
