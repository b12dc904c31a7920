"""How many records match."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

# Stopping early costs a step for each row, so a table of ordinary size is counted whole.
_COUNT = """
SELECT CASE
    WHEN (SELECT reltuples FROM pg_catalog.pg_class WHERE oid = %s::regclass) <= 2 * %s
    THEN (SELECT count(*) FROM ({matched}) AS every)
    ELSE (SELECT count(*) FROM ({matched} LIMIT %s) AS enough)
END
"""


def count(matched: QuerySet[Any], *, up_to: int) -> int:
    """Count the records of a queryset; at a large table stop at a number and return that."""
    try:
        sql, values = matched.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # Django knows that nothing can match
        return 0
    table = connection.ops.quote_name(matched.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(matched=sql), [table, up_to, *values, *values, up_to])
        total: int = cursor.fetchone()[0]
    return min(total, up_to)
