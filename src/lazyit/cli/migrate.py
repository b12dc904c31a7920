"""lazyit migrate"""

import argparse

from lazyit.cli import managed

NAME = "migrate"
HELP = "Bring the database to this version's schema; every `up` does it too."
EXAMPLE = "lazyit migrate"
TAKES_REST = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whatever the management command takes."""


def run(arguments: argparse.Namespace) -> int:
    """Hand over."""
    return managed.run(arguments, "migrate", *arguments.rest)
