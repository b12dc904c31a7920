"""lazyit status"""

import argparse
import time
from typing import Any

from lazyit.cli import terminal
from lazyit.instance import control
from lazyit.instance.layout import Layout

NAME = "status"
HELP = "Show what runs."
EXAMPLE = "lazyit status --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What status takes."""
    parser.add_argument("--json", action="store_true", help="print data")


def run(arguments: argparse.Namespace) -> None:
    """Ask the supervisor; exit code 3 where none runs."""
    status = control.ask(Layout.at(arguments.data), "status")
    if arguments.json:
        terminal.show_json(status)
    else:
        _show(status)


def _show(status: "dict[str, Any]") -> None:
    print(f"lazyit {status['version']} is {status['phase']} at {status['url']}")
    if status["setupCode"]:
        print(f"set-up code: {status['setupCode']}")
    for name, role in status["roles"].items():
        age = f"{time.time() - role['since']:.0f} s" if role["pid"] else ""
        print(f"  {name:<9} {role['state']:<10} {age:>8}  restarts: {role['restarts']}")
