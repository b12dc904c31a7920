"""lazyit migrate"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lazyit.cli import managed, progress, terminal
from lazyit.instance import ways
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import UnguardedError
from lazyit.instance.layout import Layout
from lazyit.instance.upgrade.applying import Outcome
from lazyit.instance.upgrade.guarded import Guarded
from lazyit.instance.upgrade.runs import Runs

NAME = "migrate"
HELP = (
    "Bring the database to this version's schema; every start does it too. Data is migrated only "
    "after a verified backup and beside a copy of it, and is as it was before if that fails."
)
EXAMPLE = "lazyit migrate --plan"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What migrate takes."""
    parser.add_argument("--plan", action="store_true", help="show what is pending, and do nothing")
    parser.add_argument("--json", action="store_true", help="with --plan: print data")


def run(arguments: argparse.Namespace) -> int:
    """Show the plan, or bring the database forward."""
    if arguments.plan:
        return managed.run(arguments, "migrate", "--plan", *(["--json"] if arguments.json else []))
    signal.signal(signal.SIGTERM, _told_to_end)
    with _reached(arguments) as (source, environ):
        shown = progress.shown()
        return Guarded(source, manage, environ, shown, terminal.say).bring_forward()


def _told_to_end(_number: int, _frame: Any) -> None:
    sys.exit(128 + signal.SIGTERM)  # by way of going back


@contextlib.contextmanager
def _reached(arguments: argparse.Namespace) -> "Iterator[tuple[Source, Mapping[str, str]]]":
    """The instance of the data directory, or in a container the one of its settings."""
    if ways.is_compose():
        yield Source.of_container(os.environ), {}
        return
    layout = Layout.at(arguments.data)
    Runs(layout.upgrades).refuse_half_way()
    with managed.served(layout) as instance:
        yield Source.of_instance(instance), instance.environ


def manage(words: Sequence[str], environ: Mapping[str, str]) -> Outcome:
    """Run a management command: what it says is shown, what it complains of is kept as well."""
    command = [sys.executable, "-m", "lazyit.config.manage", *words]
    told = {**os.environ, **environ, "LAZYIT_ROLE": "migrate"}
    with tempfile.TemporaryFile() as errors:
        code = subprocess.run(command, env=told, stderr=errors, check=False).returncode
        errors.seek(0)
        said = errors.read().decode(errors="replace")
    if code not in {0, UnguardedError.code} and "--beside" not in words:
        terminal.say_aside(said.rstrip())
    return Outcome(code, said)
