"""lazyit upgrade for an instance of containers: on the host, in its checkout"""

import argparse
import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from lazyit.cli import planned, progress, terminal, upgrade_shown
from lazyit.instance import ways
from lazyit.instance.failures import RefusedError
from lazyit.instance.layout import Layout
from lazyit.instance.registry import COMPOSE
from lazyit.instance.upgrade import applying, origins, resuming, rolling, running
from lazyit.instance.upgrade.compose import own_code
from lazyit.instance.upgrade.compose.checkout import Checkout
from lazyit.instance.upgrade.compose.driver import Composed, State, opened
from lazyit.instance.upgrade.journal import Journal
from lazyit.instance.upgrade.plan.compose import ComposePlace

ENGINES = "engines"


def run(arguments: argparse.Namespace, place: ComposePlace) -> int:
    """Do one of the six."""
    os.environ["LAZYIT_KIND"] = COMPOSE  # whatever is said from now on is said in its words
    return ACTIONS[arguments.action](arguments, State(place.root))


def _plan(arguments: argparse.Namespace, state: State) -> int:
    source = _source(arguments, state)
    found = planned.plan_of(ComposePlace(state.root), source)
    planned.tell(found, as_json=arguments.json)
    return found.code


def _source(arguments: argparse.Namespace, state: State) -> Path:
    """The checkout as it is, a folder with another, or what git has under a name."""
    if not arguments.to:
        return state.root
    folder = Path(arguments.to).expanduser().absolute()
    if (folder / "compose.yaml").is_file():
        return folder
    return Checkout(state.root).export(arguments.to, state.path / "sources")


def _run(arguments: argparse.Namespace, state: State) -> int:
    state.runs.refuse_half_way()
    source = _source(arguments, state)
    code = own_code.put_by(state.path / ENGINES)
    words = ("--to", str(source), *upgrade_shown.options(arguments, "json", "yes"))
    _become(arguments, state, code, "run", *words)
    with _engine(state) as engine:
        before, version = _standing(engine), origins.version_of(source)
        _refuse_same(before, version)
        _show_plan(arguments, engine, source)
        journal = engine.runs.begin(
            version,
            kind="upgrade",
            origin=str(source),
            to=version,
            engine=code.name,
            **applying.facts_of(before),
        )
        return _follow(arguments, engine, journal, running.upgrade)


def _become(
    arguments: argparse.Namespace, state: State, code: Path, action: str, *words: str
) -> None:
    data = ("--data", str(Layout.at(arguments.data).data))
    os.environ.pop("LAZYIT_KIND")
    own_code.become(code, state.root, "upgrade", action, *data, *words)
    os.environ["LAZYIT_KIND"] = COMPOSE


@contextlib.contextmanager
def _engine(state: State) -> "Iterator[Composed]":
    with (
        state.runs.held(),
        opened(state.root, progress.shown(), terminal.say_aside) as engine,
    ):
        yield engine


def _standing(engine: Composed) -> applying.Release:
    found = applying.release_of(engine.database)
    if found is None:
        raise RefusedError("The instance was never brought to a version.", go_on=ways.start())
    return found


def _refuse_same(before: applying.Release, version: str) -> None:
    if before.version == version:
        raise RefusedError(
            f"The instance is at {version} already.",
            go_on=f"git pull && {ways.verb('upgrade', 'run')}",
        )


def _show_plan(arguments: argparse.Namespace, engine: Composed, source: Path) -> None:
    """Refuse what cannot be, and ask whether what can be is wanted."""
    found = engine.plan(str(source))
    found.refuse_unless_open()
    if not arguments.yes and not arguments.json:
        planned.tell(found, as_json=False)
    upgrade_shown.confirm(arguments, f"Upgrade from {found.old} to {found.new}?")


def _follow(
    arguments: argparse.Namespace, engine: Composed, journal: Journal, do: upgrade_shown.Do
) -> int:
    try:
        return upgrade_shown.follow(arguments, engine, journal, do, lambda _: _show_others(engine))
    finally:
        _show_checkout(engine)


def _show_others(engine: Composed) -> None:
    """What an upgrade leaves as it is, since replacing it lets nobody wait."""
    if names := engine.outdated():
        told = " ".join(names)
        print(f"Still as they were: {told}. In a quiet moment: {ways.start()} --no-deps {told}")


def _show_checkout(engine: Composed) -> None:
    """Whoever types the usual command next should not change versions by that."""
    serving, checked_out = engine.serving, Checkout(engine.state.root).version
    if serving is None or serving == checked_out:
        return
    kept = engine.versions.find(serving)
    way = f"git checkout {kept.git[:12]}" if kept and kept.git else f"{serving} in the checkout"
    terminal.say_aside(f"The checkout is at {checked_out}. Before the next up -d: {way}")


def _resume(arguments: argparse.Namespace, state: State) -> int:
    journal = state.runs.unfinished()
    if journal is None:
        way = ways.verb("upgrade", "history")
        raise RefusedError("No upgrade stands half-way.", go_on=way)
    _become_engine(arguments, state, journal, "resume", "json")
    with _engine(state) as engine:
        return _follow(arguments, engine, Journal(journal.folder), resuming.resume)


def _become_engine(
    arguments: argparse.Namespace, state: State, journal: Journal, action: str, *switches: str
) -> None:
    """Go on with the code that began: it knows best what it has written."""
    code = state.path / ENGINES / str(journal.fact("engine"))
    _become(arguments, state, code, action, *upgrade_shown.options(arguments, *switches))


def _status(arguments: argparse.Namespace, state: State) -> int:
    return upgrade_shown.show_status(arguments, state.runs, state.versions.current)


def _history(arguments: argparse.Namespace, state: State) -> int:
    return upgrade_shown.show_history(arguments, state.runs)


def _rollback(arguments: argparse.Namespace, state: State) -> int:
    if journal := state.runs.unfinished():  # it has nothing to undo: nobody could write
        _become_engine(arguments, state, journal, "rollback", "json", "yes")
        with _engine(state) as engine:
            return _follow(arguments, engine, Journal(journal.folder), resuming.give_up)
    undone = rolling.last_committed(state.runs)
    _become_engine(arguments, state, undone, "rollback", "json", "yes")
    with _engine(state) as engine:
        shown = upgrade_shown.ask_to_go_back(arguments, engine, undone)
        facts = {**rolling.facts_for(undone), "engine": undone.fact("engine")}
        journal = engine.runs.begin(shown.before, **facts)
        return _follow(arguments, engine, journal, rolling.roll_back)


ACTIONS: "dict[str, Callable[[argparse.Namespace, State], int]]" = {
    "plan": _plan,
    "run": _run,
    "resume": _resume,
    "status": _status,
    "rollback": _rollback,
    "history": _history,
}
