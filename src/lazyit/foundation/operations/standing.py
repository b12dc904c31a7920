"""What the database says of itself: its release, its keys, what was migrated.

Read by plain SQL, so that a role is refused, or ``migrate`` is done, before the application is
loaded; and from databases of any version.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from lazyit.foundation.operations.schema import identity_of
from lazyit.instance import ways
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.settings import DatabaseAddress

PATIENCE = 60.0  # seconds in which a database may still be starting
_NOT_YET = ("starting up", "shutting down", "not yet accepting", "recovery", "too many")
# A database is closed, and has another name, while it is changed.
_CHANGING = re.compile(r"database .* (does not exist|is not currently accepting connections)")
_TABLES = (
    "django_migrations",
    "instance_release",
    "operations_keyidentity",
    "operations_instance",
    "accounts_person",
    "accounts_serviceaccount",
)
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """The release that the database was brought to, or is being brought to."""

    version: str
    git_sha: str
    schema_identity: str
    state: str
    run: str | None = None  # of the upgrade that migrated, if one did

    @property
    def is_committed(self) -> bool:
        """Say whether migrating to it succeeded."""
        return self.state == "committed"


@dataclass(frozen=True)
class Standing:
    """Where a database stands."""

    release: Release | None = None
    applied: frozenset[str] = frozenset()
    identities: dict[str, str] = field(default_factory=dict)
    instance_id: str | None = None
    auth_mode: str | None = None
    has_data: bool = False

    @property
    def schema_identity(self) -> str:
        """Return the identity of what was applied, whatever the release says."""
        return identity_of(self.applied)


def read(cursor: Any) -> Standing:
    """Read where the database stands, by a cursor of psycopg's or of Django's."""
    there = {name for name in _TABLES if _one(cursor, "SELECT to_regclass(%s)", name)[0]}
    if "django_migrations" not in there:
        return Standing()
    instance = _only(cursor, there, "instance_id::text, auth_mode", "operations_instance")
    release = _only(
        cursor, there, "version, git_sha, schema_identity, state, run", "instance_release"
    )
    return Standing(
        release=Release(*release) if release else None,
        applied=frozenset(
            f"{app}.{name}" for app, name in _rows(cursor, there, "app, name", "django_migrations")
        ),
        identities=dict(_rows(cursor, there, "name, identity", "operations_keyidentity")),
        instance_id=instance[0] if instance else None,
        auth_mode=instance[1] if instance else None,
        has_data=any(
            # Whatever is recorded was written by somebody.
            _rows(cursor, there, "1", f"{table} LIMIT 1")
            for table in ("accounts_person", "accounts_serviceaccount")
        ),
    )


def _rows(cursor: Any, there: set[str], columns: str, source: str) -> list[Row]:
    if source.partition(" ")[0] not in there:
        return []
    cursor.execute(f"SELECT {columns} FROM {source}")  # noqa: S608 – names of this file
    return list(cursor.fetchall())


def _only(cursor: Any, there: set[str], columns: str, table: str) -> Row | None:
    rows = _rows(cursor, there, columns, table)
    return rows[0] if rows else None


def _one(cursor: Any, query: str, *given: str) -> Row:
    cursor.execute(query, given)
    row: Row = cursor.fetchone()
    return row


@contextmanager
def connected(
    address: DatabaseAddress, seconds: float = PATIENCE
) -> Iterator[psycopg.Connection[Row]]:
    """Connect, with patience for a database that is still starting.

    Raises InstanceError if it does not answer in time, RefusedError if it answers with a no.
    """
    deadline = time.monotonic() + seconds
    connection = None
    while connection is None:
        connection = _try(address, last=time.monotonic() > deadline)
    with connection:
        yield connection


def _try(address: DatabaseAddress, *, last: bool) -> psycopg.Connection[Row] | None:
    try:
        return psycopg.connect(
            host=address.host,
            port=address.port or None,
            user=address.user,
            password=address.password,
            dbname=address.name,
            connect_timeout=5,
            autocommit=True,
        )
    except psycopg.OperationalError as error:
        words = str(error)
        if "FATAL" in words and not any(sign in words for sign in _NOT_YET):
            raise _refused(address, words) from None
        if last:
            raise _unreachable(address, words) from None
        time.sleep(0.2)
        return None


def _refused(address: DatabaseAddress, words: str) -> RefusedError:
    reason = words.rpartition("FATAL:")[2].strip().splitlines()[0]
    if _CHANGING.match(reason):
        return RefusedError(
            f"{reason[:1].upper()}{reason[1:]}: a change of it is at work, or began and did not "
            f"end, or DATABASE_URL names another one.",
            go_on=ways.migrate(),
        )
    return RefusedError(
        f"The database refuses {address.user} on {address.name}: {reason}",
        go_on=f"DATABASE_URL mended in {ways.environment_file()}, then {ways.start()}",
    )


def _unreachable(address: DatabaseAddress, words: str) -> InstanceError:
    place = f"{address.host}:{address.port}" if address.port else address.host
    reason = words.strip().splitlines()[-1].strip() or "no reason given"
    return InstanceError(f"The database at {place} does not answer: {reason}", go_on=ways.start())
