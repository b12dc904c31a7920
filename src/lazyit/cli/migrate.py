"""lazyit migrate"""

import argparse

from lazyit.cli import managed

NAME = "migrate"
HELP = (
    "Bring the database to this version's schema; every start does it too. "
    "A database that holds data is migrated only if you say that you have a backup of it."
)
EXAMPLE = "lazyit migrate --plan\n         lazyit migrate --i-have-a-backup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What migrate takes."""
    parser.add_argument("--plan", action="store_true", help="show what is pending, and do nothing")
    parser.add_argument("--json", action="store_true", help="with --plan: print data")
    parser.add_argument(
        "--i-have-a-backup", action="store_true", help="apply it to a database with data"
    )


def run(arguments: argparse.Namespace) -> int:
    """Hand over."""
    words = [
        *(["--plan"] if arguments.plan else []),
        *(["--json"] if arguments.json else []),
        *(["--i-have-a-backup"] if arguments.i_have_a_backup else []),
    ]
    return managed.run(arguments, "migrate", *words)
