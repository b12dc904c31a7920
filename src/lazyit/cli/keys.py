"""lazyit keys show | check | forget"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lazyit.cli import managed, terminal
from lazyit.cli.options import add_action
from lazyit.instance import registry, settings, ways
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.keys import fingerprint_of
from lazyit.instance.layout import Layout

NAME = "keys"
HELP = "Show the keys by their fingerprints, or hold them against the database; never a value."
EXAMPLE = "lazyit keys show --file infra/env/.env.prod\n         lazyit keys check --deep"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What keys takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = add_action(actions, "show", "fingerprints of the settings file's keys")
    show.add_argument("--file", metavar="FILE", help="the settings file (default: DATA/env)")
    show.add_argument("--json", action="store_true", help="print data")
    check = add_action(actions, "check", "try the keys on what the database holds")
    check.add_argument("--deep", action="store_true", help="on every stored value, not one a key")
    check.add_argument("--json", action="store_true", help="print data")
    forget = add_action(actions, "forget", "let go of a key that is lost for good")
    forget.add_argument("name", metavar="NAME")
    forget.add_argument(
        "--with-what-it-sealed", action="store_true", help="also of everything only it could open"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do one of the three."""
    if arguments.action == "forget":
        lose = ["--with-what-it-sealed"] if arguments.with_what_it_sealed else []
        return managed.run(arguments, "keys", "forget", arguments.name, *lose)
    if arguments.action == "check":
        options = [f"--{name}" for name in ("deep", "json") if getattr(arguments, name)]
        return managed.run(arguments, "keys", "check", *options)
    keys = _keys(_values(arguments))
    known = {} if arguments.file else _identities(arguments)
    for key in keys:
        key["identity"] = known.get(key["name"], {}).get("found")
        key["state"] = known.get(key["name"], {}).get("state")
    if arguments.json:
        terminal.show_json({"keys": keys})
    else:
        print("\n".join(map(_describe, keys)))
    return 0


def _values(arguments: argparse.Namespace) -> "Mapping[str, str]":
    if ways.is_compose() and not arguments.file:
        return settings.read_values(os.environ)[0]
    path = Path(arguments.file) if arguments.file else Layout.at(arguments.data).env
    try:
        return settings.read_values(EnvironmentFile.read(path).values)[0]
    except OSError as error:
        raise RefusedError(
            f"{path} cannot be read: {error.strerror}.", go_on="lazyit keys show --file FILE"
        ) from None


def _keys(values: "Mapping[str, str]") -> "list[dict[str, Any]]":
    names = [s.name for s in registry.SETTINGS if s.key and (not s.later or s.name in values)]
    return [{"name": name, **_judged(name, values)} for name in names]


def _judged(name: str, values: "Mapping[str, str]") -> "dict[str, Any]":
    given = settings.read_keys({name: values[name]} if name in values else {})
    if name in given:
        return {"fingerprint": fingerprint_of(name, given[name]), "problem": None}
    problem = settings.find_problem(registry.BY_NAME[name], values, needed=False)
    return {"fingerprint": None, "problem": problem and problem.partition(": ")[2]}


def _identities(arguments: argparse.Namespace) -> "dict[str, dict[str, Any]]":
    """What the database says, where it can be asked without starting anything."""
    try:
        environ = managed.environ_of_running(arguments)
    except InstanceError:
        return {}
    if environ is None:
        return {}
    command = [sys.executable, "-m", "lazyit.config.manage", "keys", "check", "--json"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    try:
        return {key["name"]: key for key in json.loads(done.stdout)["keys"]}
    except ValueError:
        return {}


def _describe(key: "dict[str, Any]") -> str:
    if key["problem"]:
        return f"{key['name']:<22} {key['problem']}"
    if not key["fingerprint"]:
        return f"{key['name']:<22} not set"
    known = f"  identity {key['identity']} ({key['state']})" if key["identity"] else ""
    return f"{key['name']:<22} fingerprint {key['fingerprint']}{known}"
