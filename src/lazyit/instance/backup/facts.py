"""What a database holds, said so that two databases can be compared."""

import hashlib
import re
import subprocess
from collections.abc import Iterable
from typing import Any

from lazyit.instance.psql import Database, DatabaseError, Session

Facts = dict[str, Any]

# How a value is written as text depends on these, so they are the same wherever facts are read.
SETTINGS = {
    "search_path": "pg_catalog",
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "3",
    "bytea_output": "hex",
    "xmloption": "content",
    "lc_monetary": "C",
    "row_security": "off",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0",
    "client_encoding": "UTF8",
}

_OURS = r"""n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
    AND d.deptype = 'e')"""
_RELATIONS = f"""SELECT format('%I.%I', n.nspname, c.relname) COLLATE "C" AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = '{{kind}}' AND c.relpersistence <> 't' AND {_OURS} ORDER BY name"""
_TRIGGERS = f"""SELECT format('%I.%I: %I', n.nspname, c.relname, t.tgname), t.tgenabled
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND {_OURS}"""
_CONSTRAINTS = f"""SELECT format('%I.%I: %I', n.nspname, c.relname, k.conname), k.convalidated
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype IN ('c', 'f') AND {_OURS}"""
_INDEXES = f"""SELECT format('%I.%I', n.nspname, c.relname), i.indisunique
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE i.indisvalid AND n.nspname <> 'pg_toast' AND {_OURS}"""

# The sum of the rows' digests: no order, so no sorting and no collation.
_CONTENT = """SELECT count(*), coalesce(sum(('x' || md5(({row}.*)::text))::bit(64)::bigint), 0)
    FROM ONLY {table} AS {row}"""
_OBJECTS = """SELECT count(*), coalesce(sum(('x' || md5(lo_get(oid)))::bit(64)::bigint), 0)
    FROM pg_largeobject_metadata"""

# What PostgreSQL moves about when it reads its own words again: `('a'::varchar)::text` is one.
_AS_REREAD = re.compile(r"::(text|character varying)(\[\])?|[()]")


def fix_settings(session: Session) -> None:
    """Make values be written the same way everywhere; what a server does not know is left out."""
    known = {row[0].lower() for row in session.run("SELECT name FROM pg_catalog.pg_settings")}
    for name, value in SETTINGS.items():
        if name.lower() in known:
            session.run(f"SET {name} TO '{value}'" if value else f"SET {name} TO ''")


def tables(session: Session) -> list[str]:
    """Every table of the database, as SQL names it."""
    return [row[0] for row in session.run(_RELATIONS.format(kind="r"))]


def sequences(session: Session) -> dict[str, list[str]]:
    """Where each sequence stands; transactions do not hold these still."""
    names = [row[0] for row in session.run(_RELATIONS.format(kind="S"))]
    return {n: session.run(f"SELECT last_value, is_called FROM {n}")[0] for n in names}


def content(session: Session, table: str) -> dict[str, Any]:
    """How many rows a table has, and a digest of all their values."""
    rows, digest = session.run(_CONTENT.format(table=table, row="whole_row_"))[0]
    return {"rows": int(rows), "digest": digest}


def objects(session: Session) -> dict[str, Any]:
    """The same of large objects."""
    rows, digest = session.run(_OBJECTS)[0]
    return {"rows": int(rows), "digest": digest}


def states(session: Session) -> Facts:
    """Triggers and whether they fire, constraints and whether they were checked, indexes."""
    questions = {"triggers": _TRIGGERS, "constraints": _CONSTRAINTS, "indexes": _INDEXES}
    return {
        subject: dict(sorted((name, state) for name, state in session.run(sql)))
        for subject, sql in questions.items()
    }


def schema_digest(database: Database, *options: str) -> str:
    """A digest of everything that is declared, without owners, privileges and remarks."""
    words = ("--schema-only", "--no-owner", "--no-privileges", *options)
    program = database.tool("pg_dump", *words)
    done = subprocess.run(
        program.command(), env=program.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DatabaseError(f"The schema cannot be read: {done.stderr.strip()}", touched="")
    return hashlib.sha256("\n".join(_declared(done.stdout.splitlines())).encode()).hexdigest()


def _declared(lines: Iterable[str]) -> list[str]:
    passing = ("--", "SET ", "SELECT pg_catalog.set_config", "\\restrict", "\\unrestrict")
    return [
        _AS_REREAD.sub("", line) for line in lines if line.strip() and not line.startswith(passing)
    ]


def read(session: Session, database: Database) -> Facts:
    """Everything, of a database that nobody else uses."""
    fix_settings(session)
    return {
        "tables": {table: content(session, table) for table in tables(session)},
        "objects": objects(session),
        **states(session),
        "sequences": sequences(session),
        "schema": schema_digest(database),
    }


def differences(expected: Facts, found: Facts) -> list[str]:
    """Every way in which a restored database is not the one that was dumped."""
    wrong = []
    for subject in ("tables", "triggers", "constraints", "indexes"):
        wrong += _compared(subject, expected[subject], found[subject])
    if expected["objects"] != found["objects"]:
        wrong.append("large objects: not the ones that were dumped")
    wrong += _compared_sequences(expected["sequences"], found["sequences"])
    if expected["schema"] != found["schema"]:
        wrong.append("schema: not the one that was dumped")
    return wrong


def _compared(subject: str, expected: Facts, found: Facts) -> list[str]:
    names = sorted({*expected, *found})
    return [
        f"{subject}: {name} {_way(expected.get(name), found.get(name))}"
        for name in names
        if expected.get(name) != found.get(name)
    ]


def _way(expected: Any, found: Any) -> str:
    if found is None:
        return "is missing"
    if expected is None:
        return "was not there"
    if isinstance(expected, dict) and expected["rows"] != found["rows"]:
        return f"has {found['rows']} rows, had {expected['rows']}"
    return "is not as it was"


def _compared_sequences(expected: Facts, found: Facts) -> list[str]:
    """A sequence may have moved on between the snapshot and the dump, never back or further."""
    wrong = [f"sequences: {name} was not there" for name in sorted({*found} - {*expected})]
    for name, (first, last) in sorted(expected.items()):
        if name not in found:
            wrong.append(f"sequences: {name} is missing")
        elif not _within(first, found[name], last):
            wrong.append(f"sequences: {name} is not where it was")
    return wrong


def _within(first: list[str], found: list[str], last: list[str]) -> bool:
    if first == last:
        return found == first
    ends = int(first[0]), int(last[0])
    return min(ends) <= int(found[0]) <= max(ends)
