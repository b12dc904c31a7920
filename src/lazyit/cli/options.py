"""Options that several verbs share."""

import argparse
import os

from lazyit.instance.registry import BY_NAME

DEFAULT_DATA = BY_NAME["LAZYIT_DATA"].default
HELP = "the data directory (default: $LAZYIT_DATA, or ./instance)"


def add_data(parser: argparse.ArgumentParser) -> None:
    """--data, right after the verb."""
    default = os.environ.get("LAZYIT_DATA") or DEFAULT_DATA
    parser.add_argument("--data", metavar="DIR", default=default, help=HELP)


def add_action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    """A verb's action, which takes --data as well."""
    action = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
    action.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=HELP)
    return action
