"""What came of a backup, noted in the database that was backed up, for the pages."""

import contextlib

from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.psql import Database, DatabaseError, literal

_THERE = "SELECT to_regclass('public.backup_status') IS NOT NULL"
_VERIFIED = """
INSERT INTO public.backup_status (id, verified_at) VALUES (1, {moment})
ON CONFLICT (id) DO UPDATE
SET verified_at = excluded.verified_at, failed_at = NULL, failure = NULL
"""
_FAILED = """
INSERT INTO public.backup_status (id, failed_at, failure) VALUES (1, now(), {failure})
ON CONFLICT (id) DO UPDATE SET failed_at = excluded.failed_at, failure = excluded.failure
"""


def verified(database: Database, made: Bundle) -> None:
    """There is a backup that was proven."""
    _note(database, _VERIFIED.format(moment=literal(made.made.isoformat())))


def failed(database: Database, why: str) -> None:
    """The last backup came to nothing."""
    _note(database, _FAILED.format(failure=literal(why)))


def _note(database: Database, statement: str) -> None:
    """A note must not fail what it is about; earlier versions have no place for it."""
    with contextlib.suppress(DatabaseError):
        if database.value(_THERE) == "t":
            database.run(statement)
