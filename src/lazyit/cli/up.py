"""lazyit up"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from lazyit.cli import terminal
from lazyit.instance import components, control, ways
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.supervisor import STOPPABLE, hold, supervise

NAME = "up"
HELP = "Start the instance in the foreground; Ctrl-C stops it. With a role: start that role again."
EXAMPLE = "lazyit up --data ./instance --port 8080"
START_SECONDS = 600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What up takes."""
    parser.add_argument("role", nargs="?", choices=STOPPABLE, help="a role of a running instance")
    parser.add_argument("--port", type=_port, help="the port (default 8080)")
    parser.add_argument("--listen", metavar="ADDRESS", help="for a LAN: this host's address")
    parser.add_argument("--origin", metavar="URL", help="the address people type")
    parser.add_argument("--detach", action="store_true", help="return when it is ready")


def run(arguments: argparse.Namespace) -> None:
    """Start the instance, or one role of a running one."""
    layout = Layout.at(arguments.data)
    ways.remember(layout.data)
    if arguments.role:
        state = control.ask(layout, "start", arguments.role)["state"]
        print(f"{arguments.role} is {state}")
        return
    components.refuse_where_absent()
    layout.create()
    (_detach if arguments.detach else _foreground)(layout, arguments)


def _foreground(layout: Layout, arguments: argparse.Namespace) -> None:
    handle = hold(layout)  # noqa: F841 held until this process ends
    supervise(Instance.prepare(layout, **_given(arguments)), terminal.say)


def _given(arguments: argparse.Namespace) -> "dict[str, str | None]":
    return {
        "LAZYIT_HTTP_PORT": str(arguments.port) if arguments.port else None,
        "LAZYIT_LISTEN": arguments.listen,
        "WEB_ORIGIN": arguments.origin,
    }


def _detach(layout: Layout, arguments: argparse.Namespace) -> None:
    """Start another process of this command, and return when it serves."""
    words = [sys.executable, "-m", "lazyit.cli.main", "up", "--data", str(layout.data)]
    for option in ("port", "listen", "origin"):
        value = getattr(arguments, option)
        words += [f"--{option}", str(value)] if value else []
    path = layout.log("supervisor")
    with path.open("ab") as log:
        begin = log.tell()
        child = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    _follow_start(layout, child, lambda: path.read_bytes()[begin:].decode(errors="replace"))


def _follow_start(
    layout: Layout, child: "subprocess.Popen[bytes]", said: "Callable[[], str]"
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while _phase(layout, child.pid) != "running":
        if (code := child.poll()) is not None:
            raise _ended(layout, code, said().rpartition("lazyit: ")[2].strip())
        if time.monotonic() > deadline:
            raise InstanceError("The instance is still starting.", go_on="lazyit status")
        time.sleep(0.1)
    print(said(), end="")


def _ended(layout: Layout, code: int, words: str) -> InstanceError:
    """In its own words; a log without room has none."""
    error = RefusedError if code == RefusedError.code else InstanceError
    if words:
        return error(words, touched="")
    return error(
        f"It ended at once (exit code {code}), and there is not a word in "
        f"{layout.log('supervisor')}: is there any room?",
        touched="",
        go_on=f"lazyit up --data {layout.data}, then see what it says",
    )


def _phase(layout: Layout, pid: int) -> "Any":
    try:
        status = control.ask(layout, "status")
    except RefusedError:
        return None
    return status["phase"] if status["pid"] == pid else None


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError
    return number
