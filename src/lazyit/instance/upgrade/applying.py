"""Migrations on a database that only they can reach, and a look at what came of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lazyit.instance.failures import InstanceError
from lazyit.instance.psql import Database, literal

_TABLES = r"""
SELECT format('%I.%I', n.nspname, c.relname) COLLATE "C" FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1
"""
_INVALID = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT (i.indisvalid AND i.indisready AND i.indislive) ORDER BY 1
"""
_COMMIT = """
UPDATE instance_release SET state = 'committed', changed_at = now()
WHERE run IS NOT DISTINCT FROM {run} RETURNING version
"""
# Rows that come and go by themselves: such a table may well be empty a moment later.
PASSING = frozenset({"public.cache_entry"})


@dataclass(frozen=True)
class Outcome:
    """How a command of the application ended, and the end of what it said."""

    code: int
    said: str


Manage = Callable[[Sequence[str], Mapping[str, str]], Outcome]


@dataclass(frozen=True)
class Release:
    """What a database says of the release it belongs to."""

    version: str
    git_sha: str
    state: str
    run: "str | None"


def release_of(database: Database) -> "Release | None":
    """The release row; nothing where the table is not made yet, or is empty."""
    if not database.value("SELECT to_regclass('public.instance_release')"):
        return None
    ask = "SELECT version, git_sha, state, coalesce(run, '') FROM public.instance_release"
    rows = database.run(ask)
    if not rows:
        return None
    version, git_sha, state, run = rows[0]
    return Release(version, git_sha, state, run or None)


def filled_tables(database: Database) -> "frozenset[str]":
    """Every table that has at least one row; that takes a moment, whatever their size."""
    tables = [row[0] for row in database.run(_TABLES)]
    if not tables:
        return frozenset()
    asked = (f"SELECT {literal(name)} WHERE EXISTS (SELECT FROM {name})" for name in tables)  # noqa: S608 names by format()
    return frozenset(row[0] for row in database.run(" UNION ALL ".join(asked)))


def apply(
    manage: Manage, database: Database, environ: Mapping[str, str], beside: str, *words: str
) -> None:
    """Run the migrations on a database, beside its copy; raises InstanceError with what they said.

    The release stays `migrating` until somebody has looked at the result.
    """
    filled = filled_tables(database)
    told = {**environ, "DATABASE_URL": database.address.url}
    outcome = manage(["migrate", "--noinput", "--beside", beside, "--hold", *words], told)
    if outcome.code:
        raise InstanceError(cause_in(outcome.said), touched="")
    refuse_damage(database, filled)


def cause_in(said: str) -> str:
    """What a command of the application gave as its reason."""
    told = said.rpartition("lazyit: ")[2] if "lazyit: " in said else said[-2000:]
    return told.strip().partition("\nIn this database")[0]


def refuse_damage(database: Database, filled: "frozenset[str]") -> None:
    """Look for what a migration must not leave behind, whatever it says of itself."""
    if invalid := [row[0] for row in database.run(_INVALID)]:
        raise InstanceError(f"The migrations left an invalid index: {', '.join(invalid)}.", "")
    there = {row[0] for row in database.run(_TABLES)}
    emptied = (filled & there) - filled_tables(database) - PASSING
    if emptied:
        raise InstanceError(f"The migrations emptied {', '.join(sorted(emptied))}.", "")


def commit(database: Database, run: "str | None") -> None:
    """Say that the release is good: from now on its roles may start."""
    told = database.run(_COMMIT.format(run=literal(run) if run else "NULL"))
    if not told:
        raise InstanceError("The database does not say of which release it is.", "")


def facts_of(release: "Release | None") -> "dict[str, Any]":
    """A release for a journal."""
    found = release or Release("an earlier version", "unknown", "committed", None)
    return {"from": found.version, "fromGit": found.git_sha}
