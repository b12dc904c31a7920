"""What upgrades of every kind of instance tell, and what they ask."""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from lazyit.cli import terminal
from lazyit.instance import ways
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.upgrade import history, rolling
from lazyit.instance.upgrade.driver import Driver
from lazyit.instance.upgrade.journal import Journal
from lazyit.instance.upgrade.resuming import ROLLBACK
from lazyit.instance.upgrade.run import Run
from lazyit.instance.upgrade.runs import Runs
from lazyit.instance.upgrade.signals import Signals

Do = Callable[[Run], object]


def follow(
    arguments: argparse.Namespace,
    engine: Driver,
    journal: Journal,
    do: Do,
    further: "Callable[[dict[str, Any]], None]",
) -> int:
    """Do it with all ears, and say how it ended."""
    signals = Signals(terminal.say_from_signal)
    with signals.heard():
        try:
            do(Run(engine, journal, engine.progress, terminal.say_aside, signals))
        finally:
            with signals.deaf():
                engine.mirror()
    facts = history.about(Journal(journal.folder))
    if arguments.json:
        terminal.show_json(facts)
    else:
        _show_end(facts, engine)
        further(facts)
    return 0


def _show_end(facts: "dict[str, Any]", engine: Driver) -> None:
    print(f"{_way(facts)}: {facts['outcome']}")
    if facts["held"] is not None and engine.is_running:
        print(f"requests were held for {facts['held']} s")
    if facts["outcome"] == "committed":
        print(f"The way back: {ways.verb('upgrade', 'rollback')}")


def _way(facts: "dict[str, Any]") -> str:
    """A rollback is told by the upgrade that it undoes."""
    ends = (facts["from"], facts["to"])
    return f"{facts['kind']} {' → '.join(reversed(ends) if facts['kind'] == ROLLBACK else ends)}"


def show_run(run: "dict[str, Any]") -> None:
    """One run in a line or three."""
    print(f"{run['began'][:19]}  {_way(run)}: {run['outcome']}")
    if run["cause"]:
        print(f"  because: {run['cause'].splitlines()[0]}")
    if run["outcome"] == history.CUT_OFF:
        print(f"  Go on with: {ways.verb('upgrade', 'resume')}")


def show_status(arguments: argparse.Namespace, runs: Runs, current: "str | None") -> int:
    """The newest run with its steps."""
    told = history.history(runs)
    facts = {"current": current, "run": told[0] if told else None}
    if arguments.json:
        terminal.show_json(facts)
        return 0
    print(f"current release: {facts['current'] or 'the environment of the command itself'}")
    if not told:
        print("There was no upgrade yet.")
        return 0
    show_run(told[0])
    for step in told[0]["steps"]:
        took = f"{step['seconds']:.1f} s" if step["done"] else "begun"
        print(f"  {step['stage']:<10} {step['step']:<16} {took}")
    return 0


def show_history(arguments: argparse.Namespace, runs: Runs) -> int:
    """Every run."""
    told = history.history(runs)
    if arguments.json:
        terminal.show_json(told)
        return 0
    for each in told:
        show_run(each)
    if not told:
        print("There was no upgrade yet.")
    return 0


def ask_to_go_back(arguments: argparse.Namespace, engine: Driver, undone: Journal) -> Run:
    """Refuse what cannot be undone, say what would be, and ask whether that is wanted."""
    say = terminal.say_aside
    shown = Run(engine, undone, engine.progress, say, Signals(terminal.say_from_signal))
    rolling.refuse_impossible(shown)
    say(f"Going back from {shown.after} to {shown.before}.")
    say(rolling.window(undone, shown.database).text)
    confirm(arguments, "A backup of the present is made first. Go back?")
    return shown


def confirm(arguments: argparse.Namespace, question: str) -> None:
    """Go on only if somebody says so."""
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise RefusedError("Nobody is there to be asked.", go_on="the same command with --yes")
    if input(f"{question} [y/N] ").strip().lower() not in {"y", "yes"}:
        raise InstanceError("Called off.")


def options(arguments: argparse.Namespace, *names: str) -> "list[str]":
    """The switches that were given, to be given again."""
    return [f"--{name}" for name in names if getattr(arguments, name)]
