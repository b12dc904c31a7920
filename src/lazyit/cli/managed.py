"""Verbs that need the application: run as a management command with the instance's settings."""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping

from lazyit.cli import terminal
from lazyit.instance import control, ways
from lazyit.instance.attended import attended
from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout


def run(arguments: argparse.Namespace, *words: str) -> int:
    """Run the command on the running instance, or on one whose servers are started for it.

    In a container, which has no data directory, it runs on the environment as it is.
    """
    environ = environ_of_running(arguments)
    if environ is not None:
        return _run(environ, *words)
    instance = Instance.load(Layout.at(arguments.data))
    with attended(instance, terminal.say_aside):
        return _run(told(instance.environ), *words)


def environ_of_running(arguments: argparse.Namespace) -> "dict[str, str] | None":
    """What a command reads where the servers run already: in a container, or beside an instance."""
    if ways.is_compose():
        return told({})
    layout = Layout.at(arguments.data)
    instance = Instance.load(layout)
    return told(instance.environ) if is_running(layout) else None


@contextlib.contextmanager
def served(layout: Layout) -> Iterator[Instance]:
    """An instance whose servers run: by themselves, or for the length of this block."""
    instance = Instance.load(layout)
    with contextlib.ExitStack() as stack:
        if not is_running(layout):
            stack.enter_context(attended(instance, terminal.say_aside))
        yield instance


def is_running(layout: Layout) -> bool:
    """Whether its supervisor serves, or is about to."""
    try:
        return control.ask(layout, "status")["phase"] in {"starting", "running"}
    except RefusedError:
        return False


def told(given: "Mapping[str, str]") -> "dict[str, str]":
    """What a management command reads of an instance."""
    return {**os.environ, **given, "LAZYIT_ROLE": "migrate"}


def _run(environ: "Mapping[str, str]", *words: str) -> int:
    command = [sys.executable, "-m", "lazyit.config.manage", *words]
    return subprocess.run(command, env=environ, check=False).returncode
