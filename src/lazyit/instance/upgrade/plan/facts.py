"""What the database says of itself, read once; nothing is written."""

from dataclasses import dataclass, field

from lazyit.instance.psql import Database, literal, quoted
from lazyit.instance.upgrade import applying
from lazyit.instance.upgrade.applying import Release

BEFORE_RELEASES = "0.1.0"  # the only version that did not say which one it is
COUNTED_BELOW = 64 * 1024 * 1024  # bytes of a table that was never looked at by the server
_TABLES = """
SELECT relname, reltuples::bigint, pg_relation_size(oid), pg_total_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_THERE = "SELECT to_regclass({name}) IS NOT NULL"


@dataclass(frozen=True)
class TableSize:
    """One table: its rows as the server estimates them (-1: never did), and its bytes."""

    rows: int
    bytes: int
    bytes_with_indexes: int


@dataclass(frozen=True)
class Facts:
    """One database."""

    release: "Release | None"
    applied: "frozenset[str]"
    server_version: str
    bytes: int
    instance_id: str
    identities: "dict[str, str]" = field(default_factory=dict)
    tables: "dict[str, TableSize]" = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The version that the database belongs to."""
        return self.release.version if self.release else BEFORE_RELEASES


def gather(database: Database) -> Facts:
    """Ask a database that answers; raises DatabaseError where it does not."""
    version, octets = database.run(
        "SELECT current_setting('server_version'), pg_database_size(current_database())"
    )[0]
    return Facts(
        release=applying.release_of(database),
        applied=frozenset(
            f"{app}.{name}" for app, name in _rows(database, "app, name", "django_migrations")
        ),
        server_version=version,
        bytes=int(octets),
        instance_id=_value(_rows(database, "instance_id", "operations_instance")),
        identities=dict(_rows(database, "name, identity", "operations_keyidentity")),
        tables={
            name: TableSize(int(rows), int(own), int(whole))
            for name, rows, own, whole in database.run(_TABLES)
        },
    )


def _rows(database: Database, columns: str, table: str) -> "list[list[str]]":
    """The rows of a table, none where it is not there: earlier versions lack some."""
    if database.value(_THERE.format(name=literal(f"public.{table}"))) != "t":
        return []
    return database.run(f"SELECT {columns} FROM public.{quoted(table)}")  # noqa: S608 names of this file


def _value(rows: "list[list[str]]") -> str:
    return rows[0][0] if rows else ""


def count(database: Database, name: str, size: TableSize) -> "tuple[int | None, bool]":
    """The rows of a table and whether that is an estimate; None where only counting would tell."""
    if size.rows >= 0 and size.bytes > COUNTED_BELOW:
        return size.rows, True
    if size.bytes > COUNTED_BELOW:
        return None, True
    return int(database.value(f"SELECT count(*) FROM public.{quoted(name)}")), False  # noqa: S608 quoted
