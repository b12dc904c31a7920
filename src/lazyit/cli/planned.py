"""The plan of an upgrade: which instance, which version, and how it is shown."""

import argparse
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from lazyit.cli import managed, terminal
from lazyit.cli.examined import checkout
from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.registry import COMPOSE
from lazyit.instance.upgrade import plan
from lazyit.instance.upgrade.plan import Place, Plan, Target
from lazyit.instance.upgrade.plan.compose import ComposePlace
from lazyit.instance.upgrade.plan.embedded import EmbeddedPlace


def show(arguments: argparse.Namespace) -> int:
    """Make the plan and show it; 3 where the upgrade is not possible."""
    place, target = place_of(arguments), target_of(arguments.to)
    with _reached(place):
        found = plan.make(place, target, place.runs.all())
    tell(found, as_json=arguments.json)
    return found.code


def plan_of(place: Place, source: Path) -> Plan:
    """The plan of bringing a place to the version of a checkout."""
    return plan.make(place, Target.of(source), place.runs.all())


@contextlib.contextmanager
def _reached(place: Place) -> "Iterator[None]":
    """The database answers inside this block, unless the settings file is not good enough."""
    with contextlib.ExitStack() as stack:
        if isinstance(place, EmbeddedPlace) and not managed.is_running(place.layout):
            problems, _warnings = Instance.examine(place.layout)
            if not problems:
                stack.enter_context(managed.served(place.layout))
        yield


def tell(found: Plan, *, as_json: bool) -> None:
    """One screen for a person, or data."""
    if as_json:
        terminal.show_json(found.as_data())
    else:
        print(found.describe())


def target_of(source: "str | None") -> Target:
    """The version that was asked for, or the one of this command."""
    return Target.of(Path(source).expanduser().absolute()) if source else Target.own()


def place_of(arguments: argparse.Namespace) -> Place:
    """The instance of the data directory; without one, the one of this checkout's settings file."""
    if os.environ.get("LAZYIT_KIND") == COMPOSE:
        raise RefusedError(
            "Upgrades of an instance of containers are run on the host.",
            go_on="./lazyit upgrade plan, in the checkout",
        )
    layout = Layout.at(arguments.data)
    if not layout.env.exists() and not layout.has_data and (root := checkout()):
        return ComposePlace(root.resolve())
    if not layout.env.exists():
        raise RefusedError(
            f"There is no instance in {layout.data}, or its settings file {layout.env} is missing.",
            go_on=f"lazyit up --data {layout.data}",
        )
    return EmbeddedPlace(layout)
