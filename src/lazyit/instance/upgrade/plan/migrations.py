"""What is pending: as the new version's program says, or by its file and what is applied."""

from typing import Any

from lazyit.instance.psql import Database
from lazyit.instance.upgrade.plan.facts import Facts, count
from lazyit.instance.upgrade.plan.parts import (
    ADDITIVE,
    LOCK,
    REWRITE,
    Pending,
    Table,
    Target,
    heaviest,
)
from lazyit.instance.upgrade.release_file import KnownMigration


def from_program(told: "dict[str, Any]") -> "list[Pending]":
    """What `migrate --plan --json` of the new version printed."""
    return [
        Pending(
            f"{each['app']}.{each['name']}",
            each["class"],
            each["python"],
            tuple(
                Table(table["name"], table.get("rows"), table.get("estimated", False), table["new"])
                for table in each["tables"]
            ),
        )
        for each in told["pending"]
    ]


def from_file(target: Target, facts: Facts, database: Database) -> "list[Pending]":
    """Every migration of the new version that is not applied; nothing of it needs to run."""
    found = []
    made: set[str] = set()
    for migration in target.told.migrations:
        if migration.name not in facts.applied:
            made.update(migration.makes)
            found.append(_pending(migration, made, facts, database))
    return found


def _pending(
    migration: KnownMigration, made: "set[str]", facts: Facts, database: Database
) -> Pending:
    names = (*migration.makes, *migration.tables)
    tables = tuple(_table(name, name in made, facts, database) for name in names)
    is_harmless = not migration.in_python and all(table.is_new for table in tables)
    return Pending(
        migration.name,
        ADDITIVE if is_harmless and tables else migration.kind,
        migration.in_python,
        tables,
    )


def _table(name: str, is_new: bool, facts: Facts, database: Database) -> Table:
    size = facts.tables.get(name)
    if is_new or size is None:
        return Table(name, is_new=is_new)
    rows, is_estimate = count(database, name, size)
    return Table(name, rows, is_estimate)


def bytes_of(pending: "list[Pending]", facts: Facts, *kinds: str) -> int:
    """The bytes of all tables that migrations of some classes touch, each once."""
    names = {t.name for each in pending if each.kind in kinds for t in each.tables}
    return sum(facts.tables[name].bytes_with_indexes for name in names if name in facts.tables)


def rewritten(pending: "list[Pending]", facts: Facts) -> int:
    """The bytes that are written anew; a program may go over anything, so it counts as a half."""
    named = bytes_of(pending, facts, REWRITE)
    is_unknown = any(each.in_python and not each.tables for each in pending)
    return max(named, facts.bytes // 2) if is_unknown else named


def read(pending: "list[Pending]", facts: Facts) -> int:
    """The bytes that are read under a lock."""
    return bytes_of(pending, facts, LOCK)


def heaviest_of(pending: "list[Pending]") -> str:
    """The class of all of them."""
    return heaviest([each.kind for each in pending])
