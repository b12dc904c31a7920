"""lazyit upgrade plan | run | resume | status | rollback | history"""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from lazyit import __version__
from lazyit.cli import managed, planned, progress, upgrade_compose, upgrade_shown
from lazyit.cli.options import add_action
from lazyit.cli.upgrade_shown import Do
from lazyit.instance import control, ways
from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.releases import Release, Releases
from lazyit.instance.upgrade import applying, origins, resuming, rolling, running, staging
from lazyit.instance.upgrade.embedded import Embedded
from lazyit.instance.upgrade.journal import Journal
from lazyit.instance.upgrade.plan.compose import ComposePlace
from lazyit.instance.upgrade.runs import Runs

NAME = "upgrade"
HELP = (
    "Bring the instance to another version: tried on a restored backup first, and back by itself "
    "if anything fails before it is committed."
)
EXAMPLE = (
    "lazyit upgrade plan\n"
    "         lazyit upgrade run --to lazyit-0.4.0-py3-none-any.whl\n"
    "         lazyit upgrade rollback"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What upgrade takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in (
        ("plan", "say what an upgrade would do, and what stands in its way; nothing is written"),
        ("run", "upgrade"),
    ):
        action = _add(actions, name, text)
        action.add_argument(
            "--to",
            metavar="WHEEL|FOLDER|CHECKOUT|REF",
            help="where the new version is (default: the checkout of this command)",
        )
    action.add_argument("--yes", action="store_true", help="do not ask; skips no safety step")
    _add(actions, "resume", "finish a run that was cut off, forward or back")
    _add(actions, "status", "how far the newest run is")
    rollback = _add(actions, "rollback", "go back to the version before, undoing what came since")
    rollback.add_argument("--yes", action="store_true", help="do not ask")
    _add(actions, "history", "every run")


def _add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    action = add_action(actions, name, text)
    action.add_argument("--json", action="store_true", help="print data")
    return action


def run(arguments: argparse.Namespace) -> int:
    """Do one of the six."""
    place = planned.place_of(arguments)
    if isinstance(place, ComposePlace):
        return upgrade_compose.run(arguments, place)
    ways.remember(Layout.at(arguments.data).data)
    done: int = ACTIONS[arguments.action](arguments)
    return done


def _plan(arguments: argparse.Namespace) -> int:
    return planned.show(arguments)


def _run(arguments: argparse.Namespace) -> int:
    layout = Layout.at(arguments.data)
    instance = Instance.load(layout)
    Runs(layout.upgrades).refuse_half_way()
    origin = _origin(arguments, instance)
    _become_release(layout, "run", "--to", origin, *upgrade_shown.options(arguments, "json", "yes"))
    with _engine(layout) as engine, engine.runs.held():
        target = origins.Origin.find(origin)
        before = _standing(engine)
        _refuse_same(before, target.version)
        _show_plan(arguments, engine, target)
        journal = engine.runs.begin(
            target.version,
            kind="upgrade",
            origin=str(target.path or origin),
            to=target.version,
            engine=__version__,
            **applying.facts_of(before),
        )
        return _follow(arguments, engine, journal, running.upgrade)


def _origin(arguments: argparse.Namespace, instance: Instance) -> str:
    """What `--to` says, or this very command where it is of another version."""
    if arguments.to:
        return str(arguments.to)
    current = Releases(instance.layout).current
    if current and current.version == __version__:
        raise RefusedError(
            f"The instance runs {current.version}, which this command is as well.",
            go_on="lazyit upgrade run --to WHEEL_OR_FOLDER_OR_CHECKOUT",
        )
    return origins.OWN


def _standing(engine: Embedded) -> applying.Release:
    found = applying.release_of(engine.source.app)
    if found is None:
        raise RefusedError("The instance was never brought to a version.", go_on="lazyit up")
    return found


def _refuse_same(before: applying.Release, version: str) -> None:
    if before.version == version:
        raise RefusedError(
            f"The instance is at {version} already.",
            go_on="lazyit upgrade run --to WHEEL_OR_FOLDER_OR_CHECKOUT",
        )


def _show_plan(arguments: argparse.Namespace, engine: Embedded, target: origins.Origin) -> None:
    """Refuse what cannot be, and ask whether what can be is wanted."""
    found = engine.plan(str(target.path) if target.path else None)
    found.refuse_unless_open()
    if not arguments.yes and not arguments.json:
        planned.tell(found, as_json=False)
    upgrade_shown.confirm(arguments, f"Upgrade from {found.old} to {found.new}?")


def _become_release(layout: Layout, action: str, *words: str) -> None:
    """Go on as a copy that no change of a checkout reaches: this version among the releases."""
    with Runs(layout.upgrades).held():
        releases = Releases(layout)
        current = releases.current
        is_same = current is not None and current.version == __version__
        release = current if current and is_same else staging.keep_own(releases)
    if not release.is_running_this:
        _execute(release, "upgrade", action, "--data", str(layout.data), *words)


def _execute(release: Release, *words: str) -> None:
    command = [str(release.python), "-m", "lazyit.cli.main", *words]
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 this very command


@contextlib.contextmanager
def _engine(layout: Layout) -> "Iterator[Embedded]":
    """The instance with its servers running, for itself or for this block."""
    is_running = managed.is_running(layout)
    if is_running and "supervisor" not in control.ask(layout, "status"):
        raise RefusedError(
            "This instance was started by a version that cannot hold the door for another one.",
            go_on=f"lazyit down --data {layout.data}, then the same command",
        )
    with managed.served(layout) as instance:
        yield Embedded(instance, is_running, progress.shown())


def _follow(arguments: argparse.Namespace, engine: Embedded, journal: Journal, do: Do) -> int:
    def further(_facts: "dict[str, Any]") -> None:
        if not engine.is_running:
            print(f"Go on with: lazyit up --data {engine.instance.layout.data}")

    return upgrade_shown.follow(arguments, engine, journal, do, further)


def _resume(arguments: argparse.Namespace) -> int:
    layout = Layout.at(arguments.data)
    journal = _unfinished(layout)
    if journal is None:
        raise RefusedError("No upgrade stands half-way.", go_on="lazyit upgrade history")
    _become_engine(layout, journal, "resume", *upgrade_shown.options(arguments, "json"))
    with _engine(layout) as engine, engine.runs.held():
        return _follow(arguments, engine, Journal(journal.folder), resuming.resume)


def _unfinished(layout: Layout) -> "Journal | None":
    return Runs(layout.upgrades).unfinished()


def _become_engine(layout: Layout, journal: Journal, action: str, *words: str) -> None:
    """Go on with the code that began: it knows best what it has written."""
    release = Releases(layout).find(str(journal.fact("engine")))
    if release and not release.is_running_this:
        _execute(release, "upgrade", action, "--data", str(layout.data), *words)


def _status(arguments: argparse.Namespace) -> int:
    layout = Layout.at(arguments.data)
    current = Releases(layout).current
    version = current.version if current else None
    return upgrade_shown.show_status(arguments, Runs(layout.upgrades), version)


def _history(arguments: argparse.Namespace) -> int:
    return upgrade_shown.show_history(arguments, Runs(Layout.at(arguments.data).upgrades))


def _rollback(arguments: argparse.Namespace) -> int:
    layout = Layout.at(arguments.data)
    if journal := _unfinished(layout):
        return _give_up(arguments, layout, journal)
    undone = rolling.last_committed(Runs(layout.upgrades))
    _become_engine(layout, undone, "rollback", *upgrade_shown.options(arguments, "json", "yes"))
    with _engine(layout) as engine, engine.runs.held():
        shown = upgrade_shown.ask_to_go_back(arguments, engine, undone)
        facts = {**rolling.facts_for(undone), "engine": __version__}
        journal = engine.runs.begin(shown.before, **facts)
        return _follow(arguments, engine, journal, rolling.roll_back)


def _give_up(arguments: argparse.Namespace, layout: Layout, journal: Journal) -> int:
    """A run that is not committed has nothing to undo: nobody could write."""
    _become_engine(layout, journal, "rollback", *upgrade_shown.options(arguments, "json", "yes"))
    with _engine(layout) as engine, engine.runs.held():
        return _follow(arguments, engine, Journal(journal.folder), resuming.give_up)


ACTIONS = {
    "plan": _plan,
    "run": _run,
    "resume": _resume,
    "status": _status,
    "rollback": _rollback,
    "history": _history,
}
