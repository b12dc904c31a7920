"""lazyit backup create | list | show | verify | prune | export"""

import argparse
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lazyit.cli import managed, progress, terminal
from lazyit.cli.options import add_action
from lazyit.instance import ways
from lazyit.instance.backup import (
    exporting,
    key_check,
    making,
    noting,
    replacing,
    retention,
)
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.backup.listing import about
from lazyit.instance.backup.manifest import Purpose
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import InstanceError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.registry import BY_NAME
from lazyit.instance.upgrade import kept

NAME = "backup"
HELP = "Make backups that are proven by restoring them; list, show, verify, prune, export them."
EXAMPLE = "lazyit backup create"
SCHEDULED = "scheduled"  # nobody is there to read what it says


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What backup takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = _add(actions, "create", "make a bundle and prove it")
    create.add_argument("--why", default="manual", choices=("manual", SCHEDULED, "pre-upgrade"))
    create.add_argument("--who", default="", help="for whom (default: this user)")
    _add(actions, "list", "every bundle, newest first")
    for name, text in (
        ("show", "what a bundle holds"),
        ("verify", "prove a bundle again"),
        ("export", "write a bundle with its attachments into one file"),
    ):
        action = _add(actions, name, text)
        action.add_argument("bundle", metavar="BUNDLE", help="its name, the beginning, or latest")
    action.add_argument("--to", metavar="FILE", default=".", help="a file, or a folder for it")
    prune = _add(actions, "prune", "remove what is older than retention, never the last verified")
    prune.add_argument("--days", type=int, metavar="N", help="instead of BACKUP_RETENTION_DAYS")


def _add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    action = add_action(actions, name, text)
    action.add_argument("--json", action="store_true", help="print data")
    return action


def run(arguments: argparse.Namespace) -> int:
    """Do one of the six."""
    done: int = ACTIONS[arguments.action](arguments)
    return done


@contextlib.contextmanager
def _source(arguments: argparse.Namespace, *, with_servers: bool = False) -> Iterator[Source]:
    """The instance of the data directory, or in a container the one of its settings."""
    if ways.is_compose():
        yield Source.of_container(os.environ, key_check.by_application(os.environ))
        return
    layout = Layout.at(arguments.data)
    if not with_servers:
        yield _of_instance(Instance.load(layout))
        return
    with managed.served(layout) as instance:
        yield _of_instance(instance)


def _of_instance(instance: Instance) -> Source:
    environ = managed.told(instance.environ)
    return Source.of_instance(instance, key_check.by_application(environ))


def _create(arguments: argparse.Namespace) -> int:
    with _source(arguments, with_servers=True) as source:
        try:
            made = making.make(source, Purpose(arguments.why, arguments.who), progress.shown())
            replacing.forget(source, older_than=replacing.KEPT_FOR)
            kept.forget_old(source.app, _retention(source))
        except InstanceError as error:
            terminal.say_aside(f"backup FAILED: {error.what.splitlines()[0]}")
            if arguments.why == SCHEDULED:
                noting.failed(source.app, error.what)
            raise
        noting.verified(source.app, made.bundle)
    facts = {**about(made.bundle), "elsewhere": made.elsewhere}
    if arguments.json:
        terminal.show_json(facts)
    else:
        _show_facts(made.bundle, facts)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    with _source(arguments) as source:
        rows = [about(each) for each in source.store.bundles()]
    if arguments.json:
        terminal.show_json(rows)
        return 0
    for row in rows:
        age = terminal.age(row["ageSeconds"])
        size = terminal.size(row["size"])
        print(f"{row['name']:<44} {age:>8} {size:>10}  {row['state']:<10} {row['why']}")
    if not rows:
        print(f"There is no backup yet: {ways.backup('create')}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    with _source(arguments) as source:
        found = source.store.find(arguments.bundle)
    if arguments.json:
        terminal.show_json({**about(found), "manifest": found.manifest})
    else:
        _show_facts(found, about(found))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    shown = progress.shown()
    with _source(arguments) as source, source.store.held():
        found = source.store.find(arguments.bundle)
        making.prove(source, found, shown)
    if arguments.json:
        terminal.show_json(about(found))
    else:
        print(f"{found.name} is verified")
    return 0


def _prune(arguments: argparse.Namespace) -> int:
    with _source(arguments) as source, source.store.held():
        days = arguments.days if arguments.days is not None else _retention(source)
        bundles, blobs = retention.prune(source, days)
    if arguments.json:
        terminal.show_json({"removed": bundles, "attachments": len(blobs)})
    else:
        print("".join(f"removed {name}\n" for name in bundles) or "nothing to remove")
    return 0


def _retention(source: Source) -> int:
    setting = BY_NAME["BACKUP_RETENTION_DAYS"]
    return int(source.settings.get(setting.name, setting.default or "14"))


def _export(arguments: argparse.Namespace) -> int:
    shown = progress.shown()
    with _source(arguments) as source, source.store.held():
        found = source.store.find(arguments.bundle)
        shown.stage(f"exporting {found.name}")
        target = Path(arguments.to).expanduser().absolute()
        file = exporting.export(found, source.store.blobs, target, shown.seen)
        shown.end()
    facts = {"bundle": found.name, "file": str(file), "size": file.stat().st_size}
    terminal.show_json(facts) if arguments.json else print(file)
    return 0


def _show_facts(found: Bundle, facts: "dict[str, Any]") -> None:
    print(f"{found.name}: {facts['state']}, {terminal.size(facts['size'])}, {facts['why']}")
    for problem in facts["problems"]:
        print(f"  problem: {problem}")
    if "damaged" in facts:
        print(f"  {facts['damaged']}")
        return
    print(f"  databases: {', '.join(facts['databases'])}; attachments: {facts['attachments']}")
    for name, identity in facts["keys"].items():
        print(f"  needs the key {name} with the identity {identity}")
    print(f"  {facts['note']}")


ACTIONS = {
    "create": _create,
    "list": _list,
    "show": _show,
    "verify": _verify,
    "prune": _prune,
    "export": _export,
}
