"""History cannot be rewritten; a test that needs another past switches its guards off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models


@contextmanager
def rewriting(*histories: type[models.Model]) -> Iterator[None]:
    """Let the rows of these tables be changed and deleted inside the block."""
    _switch("DISABLE", histories)
    yield
    _switch("ENABLE", histories)


def _switch(verb: str, histories: tuple[type[models.Model], ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no check may be left open
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for history in histories:
            table = connection.ops.quote_name(history._meta.db_table)
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")
