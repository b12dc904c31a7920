"""lazyit env check | missing | diff | example | explain | seal"""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from lazyit.cli import examined, terminal
from lazyit.cli.options import add_action
from lazyit.instance import example, judgement, missing, registry, settings, ways
from lazyit.instance.backup import host_sealing
from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.judgement import Judgement
from lazyit.instance.layout import Layout

NAME = "env"
HELP = "Judge the settings, print the lines that are missing, explain one, seal their file."
EXAMPLE = "lazyit env check --file infra/env/.env.prod"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What env takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = add_action(actions, "check", "judge DATA/env, or a file of containers, as a whole")
    check.add_argument("--file", metavar="PATH", type=Path, help="a file of containers")
    lack = add_action(actions, "missing", "the lines to append to a file of containers")
    lack.add_argument("--file", metavar="PATH", type=Path, required=True, help="the file")
    diff = add_action(actions, "diff", "what this version's example changes")
    diff.add_argument("earlier", metavar="OLD_EXAMPLE", help="an earlier example; - reads it")
    show = add_action(actions, "example", "every setting with its help and default")
    show.add_argument("--kind", choices=sorted(registry.BOTH), default=registry.COMPOSE)
    explain = add_action(actions, "explain", "what a setting is for")
    explain.add_argument("name", metavar="NAME")
    seal = add_action(actions, "seal", "seal the file of containers for BACKUP_SEAL_TO")
    for action in (check, lack, diff, explain, seal):
        action.add_argument("--json", action="store_true", help="print data")


def run(arguments: argparse.Namespace) -> int:
    """Do one of the six."""
    actions = {
        "check": _check,
        "missing": _missing,
        "diff": _diff,
        "explain": _explain,
        "seal": _seal,
    }
    if action := actions.get(arguments.action):
        return action(arguments)
    print(example.render(arguments.kind), end="")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    path = arguments.file
    if path:
        found = judgement.judge(path)
    else:
        layout = Layout.at(arguments.data)
        path, found = layout.env, Judgement(*Instance.examine(layout))
    if arguments.json:
        terminal.show_json({"file": str(path), **asdict(found)})
        return 1 if found.problems else 0
    for word, lines in (("problem", found.problems), ("warning", found.warnings)):
        for line in lines:
            print(f"{word}: {line}")
    print(f"{path}: {'not usable' if found.problems else 'good'}")
    return 1 if found.problems else 0


def _missing(arguments: argparse.Namespace) -> int:
    found = missing.find(arguments.file)
    if arguments.json:
        lines = [{"name": x.setting.name, "since": x.setting.since} for x in found.lines]
        terminal.show_json({"missing": lines, "notes": found.asides, "whole": found.is_whole})
    else:
        print(found.text, end="")
        for line in found.asides:
            terminal.say_aside(line)
    return 0 if found.is_whole else 1


def _diff(arguments: argparse.Namespace) -> int:
    try:
        earlier = sys.stdin.read() if arguments.earlier == "-" else _text(arguments.earlier)
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"{arguments.earlier} cannot be read: {error}.") from error
    changes = example.changes(earlier)
    if arguments.json:
        terminal.show_json([asdict(change) for change in changes])
        return 0
    for change in changes:
        print(f"{change.what:>8}  {change.name}: {change.text}")
    if not changes:
        print("Nothing changed.")
    return 0


def _seal(arguments: argparse.Namespace) -> int:
    root = examined.checkout()
    if root is None:
        raise RefusedError(
            f"There is no {ways.ENVIRONMENT_FILE} here; other instances seal theirs by themselves.",
            go_on="./infra/start.sh, which makes it",
        )
    chosen = host_sealing.seal(root)
    if arguments.json:
        terminal.show_json({"sealedTo": chosen})
    elif chosen:
        print(f"{ways.ENVIRONMENT_FILE} is sealed to {', '.join(chosen)}; every backup takes it.")
    else:
        print("BACKUP_SEAL_TO names nobody: backups hold no settings file.")
    return 0


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def _explain(arguments: argparse.Namespace) -> int:
    name = arguments.name.removesuffix("_FILE") if _is_file(arguments.name) else arguments.name
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


def _is_file(name: str) -> bool:
    return name not in registry.BY_NAME
