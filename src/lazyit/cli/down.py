"""lazyit down"""

import argparse
import time

from lazyit.instance import control
from lazyit.instance.failures import InstanceError
from lazyit.instance.layout import Layout
from lazyit.instance.supervisor import STOPPABLE, is_held

NAME = "down"
HELP = "Stop the instance, or one role of it: requests then wait until the role is up again."
EXAMPLE = "lazyit down web"
STOP_SECONDS = 180


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What down takes."""
    parser.add_argument("role", nargs="?", choices=STOPPABLE, help="a role to stop alone")


def run(arguments: argparse.Namespace) -> None:
    """Stop and wait until everything is gone."""
    layout = Layout.at(arguments.data)
    if arguments.role:
        state = control.ask(layout, "stop", arguments.role)["state"]
        print(f"{arguments.role} is {state}")
        return
    control.ask(layout, "shutdown")
    _wait_for_end(layout)
    print("stopped")


def _wait_for_end(layout: Layout) -> None:
    """The supervisor holds the lock until its last act."""
    deadline = time.monotonic() + STOP_SECONDS
    while is_held(layout):
        if time.monotonic() > deadline:
            raise InstanceError("The instance is still stopping.", go_on="lazyit status")
        time.sleep(0.05)
