"""The plan of an upgrade: which instance, which version, and how it is shown."""

import argparse
import os
from pathlib import Path

from lazyit.cli import terminal
from lazyit.cli.examined import checkout
from lazyit.instance.failures import RefusedError
from lazyit.instance.layout import Layout
from lazyit.instance.registry import COMPOSE
from lazyit.instance.upgrade import plan
from lazyit.instance.upgrade.plan import Place, Plan, Target
from lazyit.instance.upgrade.plan.compose import ComposePlace
from lazyit.instance.upgrade.plan.embedded import EmbeddedPlace
from lazyit.instance.upgrade.runs import Runs

SOURCE = "a wheel, a folder of wheels, or a checkout (default: this command's own version)"


def show(arguments: argparse.Namespace) -> int:
    """Make the plan and show it; 3 where the upgrade is not possible."""
    place = place_of(arguments)
    runs = Runs(Path(place.name) / "upgrades")
    found = plan.make(place, target_of(arguments.to), runs.all())
    tell(found, as_json=arguments.json)
    return found.code


def tell(found: Plan, *, as_json: bool) -> None:
    """One screen for a person, or data."""
    if as_json:
        terminal.show_json(found.as_data())
    else:
        print(found.describe())


def target_of(source: "str | None") -> Target:
    """The version that was asked for, or the one of this command."""
    if not source:
        return Target.own()
    path = Path(source).expanduser()
    if not path.exists():
        raise RefusedError(f"There is no {source}.", go_on=SOURCE)
    return Target.of(path.resolve())


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
