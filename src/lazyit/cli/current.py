"""The command as the instance's own release: whatever runs the application runs that one."""

import argparse
import os
import sys
from collections.abc import Sequence

from lazyit import __version__
from lazyit.cli import terminal
from lazyit.instance import ways
from lazyit.instance.layout import Layout
from lazyit.instance.releases import Releases

VERBS = {"up", "migrate", "admin", "demo", "import", "keys", "backup", "restore", "doctor"}


def become(arguments: argparse.Namespace, argv: "Sequence[str]") -> None:
    """Go on in the current release of the instance, if it has one and this is another."""
    if arguments.verb not in VERBS or ways.is_compose():
        return
    layout = Layout.at(arguments.data)
    release = Releases(layout).current
    if release is None or release.is_running_this:
        return
    if release.version != __version__ and arguments.verb == "up":
        terminal.say_aside(
            f"this command is lazyit {__version__}; the instance runs {release.version}, until: "
            f"lazyit upgrade run --data {layout.data}"
        )
    command = [str(release.python), "-m", "lazyit.cli.main", *argv]
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 this very command
