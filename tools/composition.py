"""Write into compose.yaml what each service gets of the environment file: what its role reads.

tools/composition.py update     write it
tools/composition.py check      exit 1 if it is out of step
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lazyit.instance.registry import COMPOSE, SETTINGS, Setting

FILE = Path(__file__).resolve().parent.parent / "compose.yaml"
SERVICE = re.compile(r"^  (\w+):$")
LINE = re.compile(r"^      (\w+): \$\{\1:-.*\}$")
# Services named for what they run, and one that does with backups what the other does not.
ROLES = {"caddy": "proxy", "valkey": "broker", "restore": "backup"}
# Programs of others read no registry: they are told the defaults.
FOREIGN = {"proxy", "db", "broker"}


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    text = FILE.read_text()
    wanted = "".join(rewritten(text.splitlines(keepends=True)))
    if arguments == ["update"]:
        FILE.write_text(wanted)
        return 0
    if text != wanted:
        print("compose.yaml: run tools/composition.py update")
    return int(text != wanted)


def rewritten(lines: list[str]) -> Iterator[str]:
    """Every line, with the environment of each service as its role reads it."""
    role = ""
    for line in lines:
        if found := SERVICE.match(line):
            role = ROLES.get(found[1], found[1])
        if LINE.match(line):
            continue
        yield line
        if line.rstrip() == "    environment:":
            yield from (f"      {entry(setting, role)}\n" for setting in read_by(role))


def read_by(role: str) -> list[Setting]:
    """What a role reads of an environment file."""
    return [s for s in SETTINGS if role in s.roles and COMPOSE in s.kinds and not s.later]


def entry(setting: Setting, role: str) -> str:
    """One line; a blank value counts as absent."""
    default = setting.default_for(COMPOSE) if role in FOREIGN else None
    return f"{setting.name}: ${{{setting.name}:-{default or ''}}}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
