"""lazyit serve web | api"""

import argparse
import os
from pathlib import Path

from lazyit.cli import contained, terminal
from lazyit.instance import health, pulse, serving
from lazyit.instance.backup.counter import Counter
from lazyit.instance.backup.schedule import Schedule
from lazyit.instance.backup.source import Source
from lazyit.instance.roles import Application

NAME = "serve"
HELP = "Run the web application as one role of a container, behind a door of its own."
EXAMPLE = "lazyit serve web"
ROLES = ("web", "api", "backup")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What serve takes."""
    parser.add_argument("role", choices=ROLES, metavar="web|api|backup")
    parser.add_argument("--health", action="store_true", help="only say whether it serves")
    parser.add_argument(
        "--sockets",
        type=Path,
        metavar="DIR",
        default=serving.SOCKETS,
        help=f"where its socket is (default: {serving.SOCKETS})",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to end."""
    role = arguments.role
    if role == "backup":
        return _backup(arguments)
    door = serving.door_of(role, arguments.sockets)
    if arguments.health:
        return 0 if health.application_is_ready(door.public) else 1
    contained.read_settings(role)
    run = serving.trial_in(arguments.sockets)
    program = Application(Path.cwd(), dict(os.environ), run=run).web(door.gate, role)
    return serving.Serving(program, door, terminal.say_aside).run()


def _backup(arguments: argparse.Namespace) -> int:
    if arguments.health:
        return 0 if pulse.is_felt() else 1
    values = contained.read_settings("backup")
    source = Source.of_container(os.environ)
    place = values.get("LAZYIT_BACKUP_COUNTER")
    counter = Counter(Path(place)) if place else None
    return Schedule(source.store, values, terminal.say_aside, counter).run()
