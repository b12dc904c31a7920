"""lazyit keys check | forget: the keys of the environment against what the database holds."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from lazyit.foundation.operations.actions import forget_key
from lazyit.foundation.operations.key_report import (
    MISSING,
    NEW,
    RIGHT,
    UNUSED,
    WRONG,
    KeyReport,
    report,
)
from lazyit.instance.failures import RefusedError

WORDS = {
    RIGHT: "is the key of this database",
    WRONG: "is not the key of this database",
    NEW: "is not known to the database yet: lazyit migrate takes note of it",
    MISSING: "is missing, and stored data is sealed with it",
    UNUSED: "is not given, and nothing is sealed with it",
}


class Command(BaseCommand):
    """Try the keys; print identities, never a value."""

    help = "Hold the keys of the environment against the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how far to go."""
        parser.add_argument("action", choices=["check", "forget"])
        parser.add_argument("name", nargs="?", help="the key to forget")
        parser.add_argument("--with-what-it-sealed", action="store_true", help="lose that")
        parser.add_argument("--deep", action="store_true", help="try every stored value")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Exit 1 if a key is wrong, missing, not noted, or does not open what is stored."""
        if options["action"] == "forget":
            self._forget(options["name"], with_what_it_sealed=options["with_what_it_sealed"])
            return
        found = report(deep=options["deep"])
        if options["json"]:
            keys = [{**asdict(key), "good": key.is_good} for key in found]
            self.stdout.write(json.dumps({"keys": keys}, indent=2))
        else:
            self.stdout.write("\n".join(map(describe, found)) or "There are no keys.")
        if not all(key.is_good for key in found):
            sys.exit(1)

    def _forget(self, name: str, *, with_what_it_sealed: bool) -> None:
        try:
            lost = forget_key(name, with_what_it_sealed=with_what_it_sealed)
        except RefusedError as refusal:
            self.stderr.write(f"lazyit: {refusal}")
            sys.exit(refusal.code)
        self.stdout.write(f"{name} is forgotten, and {lost} records that it sealed with it")


def describe(key: KeyReport) -> str:
    """Return a key's lines for people."""
    lines = [f"{key.name} {WORDS[key.state]}"]
    lines += [f"  expected {key.expected}"] if key.expected else []
    lines += [f"  found    {key.found}"] if key.found else []
    if key.sealed:
        lines.append(f"  opens {key.sealed - key.closed} of {key.sealed} values tried")
    return "\n".join(lines)
