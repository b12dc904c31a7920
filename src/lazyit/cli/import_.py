"""lazyit import"""

import argparse

from lazyit.cli import managed

NAME = "import"
HELP = "Import a file as a background job and follow it to its result."
EXAMPLE = "lazyit import assets.csv --kind assets"
TAKES_REST = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What import takes; further options are the importer's."""
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--kind", required=True, help="what the rows are, such as assets")


def run(arguments: argparse.Namespace) -> int:
    """Hand over."""
    words = [arguments.file, "--kind", arguments.kind, *arguments.rest]
    return managed.run(arguments, "import", *words)
