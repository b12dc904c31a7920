"""lazyit version"""

import argparse

from lazyit import __version__
from lazyit.cli import terminal

NAME = "version"
HELP = "Print the version of this command."
EXAMPLE = "lazyit version --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What version takes."""
    parser.add_argument("--json", action="store_true", help="print data")


def run(arguments: argparse.Namespace) -> None:
    """Print it."""
    if arguments.json:
        terminal.show_json({"version": __version__})
    else:
        print(__version__)
