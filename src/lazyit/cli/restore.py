"""lazyit restore"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from lazyit.cli import managed, progress, terminal
from lazyit.instance import ways
from lazyit.instance.attended import attended
from lazyit.instance.backup import intake, rebuilding, replacing
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.upgrade.runs import Runs

NAME = "restore"
HELP = (
    "Put a bundle, or an exported file, in the place of what is there; what it replaces is kept "
    "until `restore confirm`, or for seven days. Into an empty folder it rebuilds an instance."
)
EXAMPLE = (
    "lazyit restore latest\n"
    "         lazyit restore FILE --env kept.env --data ./instance\n"
    "         lazyit restore confirm"
)
CONFIRM = "confirm"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What restore takes."""
    parser.add_argument("bundle", metavar="BUNDLE|FILE|confirm", help="what is restored")
    parser.add_argument("--env", metavar="FILE", help="into an empty folder: its settings file")
    parser.add_argument("--json", action="store_true", help="print data")


def run(arguments: argparse.Namespace) -> int:
    """Restore, or let go of what an earlier restore replaced."""
    if ways.is_compose():
        return _in_container(arguments)
    layout = Layout.at(arguments.data)
    if arguments.bundle == CONFIRM:
        with managed.served(layout) as instance:
            return _confirm(arguments, Source.of_instance(instance))
    if not layout.has_data and not layout.env.exists():
        return _rebuild(arguments, layout)
    if arguments.env:
        raise RefusedError(
            f"{layout.data} has an instance with settings of its own; --env is for empty folders.",
            go_on=f"lazyit restore {arguments.bundle} --data {layout.data}",
        )
    return _replace(arguments, layout)


def _replace(arguments: argparse.Namespace, layout: Layout) -> int:
    instance = Instance.load(layout)
    if managed.is_running(layout):
        raise RefusedError(
            f"The instance in {layout.data} is running.",
            go_on=f"lazyit down --data {layout.data}, then the same command",
        )
    source, runs = Source.of_instance(instance), Runs(layout.upgrades)
    with runs.held(), source.store.held(), _opened(arguments, source) as taken:
        runs.refuse_unended()  # its `resume` would take what was restored for what it had changed
        taken.refuse_without_space(layout.data)
        with attended(instance, terminal.say_aside):
            return _put_in_place(arguments, source, taken)


def _in_container(arguments: argparse.Namespace) -> int:
    source = Source.of_container(os.environ)
    if arguments.bundle == CONFIRM:
        return _confirm(arguments, source)
    with source.store.held(), _opened(arguments, source) as taken:
        return _put_in_place(arguments, source, taken)


@contextlib.contextmanager
def _opened(arguments: argparse.Namespace, source: Source) -> Iterator[intake.Intake]:
    shown = progress.shown()
    with intake.opened(arguments.bundle, source.store, shown) as taken:
        taken.refuse_unfit(source.settings, known_migrations(), shown)
        shown.end()
        yield taken


def _put_in_place(arguments: argparse.Namespace, source: Source, taken: intake.Intake) -> int:
    replacing.refuse_used(source)
    replaced = replacing.replace(source, taken, progress.shown())
    version = taken.bundle.manifest["version"]
    if arguments.json:
        told = {"bundle": taken.bundle.name, "version": version, **asdict(replaced)}
        terminal.show_json(told)
        return 0
    print(f"restored {taken.bundle.name}, of lazyit {version}")
    for name, aside in replaced.kept.items():
        print(f"  {name} as it was before is kept as {aside}")
    for reason in replaced.refused:
        print(f"  some privileges on tables could not be granted again: {reason}")
    print(f"Look at it, then let go of what was replaced with: {ways.restore(CONFIRM)}")
    return 0


def _confirm(arguments: argparse.Namespace, source: Source) -> int:
    gone = replacing.forget(source)
    if arguments.json:
        terminal.show_json({"removed": gone})
    else:
        print("".join(f"removed {name}\n" for name in gone).rstrip() or "nothing is kept")
    return 0


def _rebuild(arguments: argparse.Namespace, layout: Layout) -> int:
    rebuilding.refuse_taken(layout.data)
    if not arguments.env:
        raise RefusedError(
            f"{layout.data} is empty; its settings file is needed too: it holds the keys.",
            go_on=f"lazyit restore {arguments.bundle} --env FILE --data {layout.data}",
        )
    settings = Path(arguments.env).expanduser().resolve()
    values = rebuilding.read_settings(settings, layout.data)
    shown = progress.shown()
    store = rebuilding.workshop(layout.data)
    with (
        rebuilding.cleared(store),
        store.held(),
        intake.opened(arguments.bundle, store, shown) as taken,
    ):
        taken.refuse_unfit(values, known_migrations(), shown)
        taken.refuse_without_space(store.path)
        rebuilding.rebuild(layout.data, settings, taken, shown, terminal.say_aside)
        name = taken.bundle.name
    if arguments.json:
        terminal.show_json({"bundle": name, "data": str(layout.data)})
    else:
        print(f"restored {name} into {layout.data}")
        print(f"Go on with: lazyit up --data {layout.data}")
    return 0


def known_migrations() -> "list[str]":
    """Every migration of this version, by asking the application."""
    command = [sys.executable, "-m", "lazyit.config.manage", "known_migrations"]
    hidden = {"DATABASE_URL", "LAZYIT_KIND", "LAZYIT_ROLE"}
    environ = {name: text for name, text in os.environ.items() if name not in hidden}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstanceError(f"The application does not start: {done.stderr.strip()[-1000:]}")
    known: list[str] = json.loads(done.stdout)
    return known
