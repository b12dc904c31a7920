"""lazyit worker"""

import argparse
import os
from pathlib import Path

from lazyit.cli import contained, terminal
from lazyit.instance import idling, pulse
from lazyit.instance.doctor import broker
from lazyit.instance.doctor.commands import Commands
from lazyit.instance.foreground import Foreground
from lazyit.instance.registry import COMPOSE
from lazyit.instance.roles import Application

NAME = "worker"
HELP = "Run background work as one role of a container."
EXAMPLE = "lazyit worker"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What worker takes."""
    parser.add_argument("--health", action="store_true", help="only say whether it is alive")


def run(arguments: argparse.Namespace) -> int:
    """Work until told to end; without a broker stay, and say so."""
    if arguments.health:
        return 0 if pulse.is_felt() else 1
    if "REDIS_URL" not in contained.read_settings("worker"):
        return idling.idle(f"worker: {broker.notice(Commands(COMPOSE))}", terminal.say_aside)
    environ, run = {**os.environ, **pulse.environment()}, os.environ.get("LAZYIT_RUN", "")
    program = Application(Path.cwd(), environ, run=run).worker()
    return Foreground(program, terminal.say_aside).run()
