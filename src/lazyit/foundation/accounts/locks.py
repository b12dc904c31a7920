"""Locks on a purpose rather than a row: the second transaction waits for the first to end."""

from __future__ import annotations

from django.db import connection


def lock_for(purpose: str) -> None:
    """Hold a lock that only one transaction has at a time; it ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [purpose])
