"""Accounts for every column and every row of a session; nothing is left unsaid."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from lazyit.foundation.imports.kinds import CUSTOM, IGNORE, Action
from lazyit.foundation.imports.models import ImportSession, RowState

_SAMPLES = 5
_MOST_VALUES = 50


def account_columns(session: ImportSession) -> list[dict[str, Any]]:
    """Say of each column where it went, and of each constant what it was."""
    mapping, filled = session.decided(), session.shape.get("filled", {})
    columns = [
        {
            "column": name,
            "target": mapping.of(name).target,
            "key": mapping.of(name).key,
            "filled": filled.get(name, 0),
        }
        for name in session.columns
    ]
    constants = [
        {"column": None, "target": target, "key": "", "constant": value}
        for target, value in mapping.constants.items()
    ]
    return [*columns, *constants]


def ignored_columns(session: ImportSession) -> list[str]:
    """Name the columns that go nowhere."""
    return [c["column"] for c in account_columns(session) if c["target"] == IGNORE]


def custom_columns(session: ImportSession) -> list[str]:
    """Name the columns that become custom fields."""
    return [c["column"] for c in account_columns(session) if c["target"] == CUSTOM]


def planned_rows(session: ImportSession) -> dict[str, int]:
    """Count what the dry run says will happen."""
    ready = Q(state=RowState.VALID)
    return session.rows.aggregate(
        total=Count("pk"),
        create=Count("pk", filter=ready & Q(action=Action.CREATE)),
        update=Count("pk", filter=ready & Q(action=Action.UPDATE)),
        unchanged=Count("pk", filter=ready & Q(action=Action.UNCHANGED)),
        invalid=Count("pk", filter=Q(state=RowState.INVALID)),
        unassigned=Count("pk", filter=ready & Q(unassigned=True)),
    )


def account_rows(session: ImportSession) -> dict[str, int]:
    """Count what happened: created + updated + unchanged + skipped + failed + waiting = total."""
    done = Q(state=RowState.COMMITTED)
    left_out = Q(state__in=[RowState.SKIPPED, RowState.INVALID])
    return session.rows.aggregate(
        total=Count("pk"),
        created=Count("pk", filter=done & Q(action=Action.CREATE)),
        updated=Count("pk", filter=done & Q(action=Action.UPDATE)),
        unchanged=Count("pk", filter=done & Q(action=Action.UNCHANGED)),
        skipped=Count("pk", filter=left_out),
        failed=Count("pk", filter=Q(state=RowState.FAILED)),
        waiting=Count("pk", filter=Q(state__in=[RowState.PENDING, RowState.VALID])),
        unassigned=Count("pk", filter=done & Q(unassigned=True)),
    )


def account_effects(session: ImportSession) -> dict[str, dict[str, int]]:
    """Count what rows did, or will do, besides their own record: {"model": {"create": 3}}."""
    counts: dict[str, dict[str, int]] = {}
    for what, how, count in _query(_EFFECTS, [session.id]):
        counts.setdefault(what, {})[how] = count
    return counts


def group_problems(session: ImportSession, severity: str) -> list[dict[str, Any]]:
    """Group the rows' errors or warnings by code and field, the most frequent first."""
    if severity not in ("errors", "warnings"):
        raise ValueError(severity)
    return [
        {"problem": json.loads(problem), "count": count, "lines": lines, "values": values}
        for problem, count, lines, values in _query(
            _GROUPS.format(severity=severity), [_SAMPLES, _SAMPLES, session.id]
        )
    ]


def unknown_choices(session: ImportSession) -> list[dict[str, Any]]:
    """Name the values that a closed field does not know, for the operator to decide."""
    found = _query(_UNKNOWN, [session.id, _MOST_VALUES])
    return [{"field": field, "value": value, "count": count} for field, value, count in found]


_EFFECTS = """
    SELECT e.key, e.value, count(*)
    FROM imports_importrow r, jsonb_each_text(r.effects) e
    WHERE r.session_id = %s AND r.state IN ('VALID', 'COMMITTED')
    GROUP BY 1, 2 ORDER BY 1, 2
"""
_GROUPS = """
    SELECT (array_agg(p ORDER BY r.index))[1], count(*),
           (array_agg(r.line ORDER BY r.index))[1:%s],
           (array_agg(DISTINCT p ->> 'value'))[1:%s]
    FROM imports_importrow r, jsonb_array_elements(r.{severity}) p
    WHERE r.session_id = %s
    GROUP BY p ->> 'code', p ->> 'field'
    ORDER BY count(*) DESC, 1
"""
_UNKNOWN = """
    SELECT p ->> 'field', p ->> 'value', count(*)
    FROM imports_importrow r, jsonb_array_elements(r.errors) p
    WHERE r.session_id = %s AND p ->> 'code' = 'unknown-choice'
    GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT %s
"""


def _query(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [tuple(row) for row in cursor.fetchall()]
