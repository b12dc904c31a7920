"""lazyit env check | explain | example"""

import argparse

from lazyit.cli import terminal
from lazyit.cli.options import add_action
from lazyit.instance import environment, registry, settings
from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout

NAME = "env"
HELP = "Check the settings, explain one, or print them all with their defaults."
EXAMPLE = "lazyit env explain WEB_ORIGIN"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What env takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = add_action(actions, "check", "judge DATA/env as a whole")
    check.add_argument("--json", action="store_true", help="print data")
    explain = add_action(actions, "explain", "what a setting is for")
    explain.add_argument("name", metavar="NAME")
    explain.add_argument("--json", action="store_true", help="print data")
    add_action(actions, "example", "every setting with its help and default")


def run(arguments: argparse.Namespace) -> int:
    """Do one of the three."""
    if arguments.action == "check":
        return _check(arguments)
    if arguments.action == "explain":
        return _explain(arguments)
    print(environment.example(), end="")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    layout = Layout.at(arguments.data)
    problems, warnings = Instance.examine(layout)
    if arguments.json:
        terminal.show_json({"problems": problems, "warnings": warnings})
    else:
        for line in problems:
            print(f"problem: {line}")
        for line in warnings:
            print(f"warning: {line}")
        print(f"{layout.env}: {'not usable' if problems else 'good'}")
    return 1 if problems else 0


def _explain(arguments: argparse.Namespace) -> int:
    name = arguments.name.removesuffix("_FILE")
    if legacy := registry.LEGACY_BY_NAME.get(name):
        print(settings.describe_legacy(legacy))
        return 0
    if name not in registry.BY_NAME:
        raise RefusedError(f"There is no setting {name}.", go_on="lazyit env example")
    facts = settings.describe(registry.BY_NAME[name])
    if arguments.json:
        terminal.show_json(facts)
    else:
        for label, value in facts.items():
            print(f"{label:>12}  {value}")
    return 0
