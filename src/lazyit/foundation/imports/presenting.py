"""Sessions as pages show them: every account in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lazyit.foundation.imports import accounting
from lazyit.foundation.imports.access import kind_of
from lazyit.foundation.imports.kinds import CUSTOM, Kind
from lazyit.foundation.imports.models import ImportRow, ImportSession, RowState
from lazyit.foundation.imports.problems import describe, field_label
from lazyit.foundation.imports.rows import groups
from lazyit.foundation.pages.paging import PageRange

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

ROWS_A_PAGE = 50
_DELIMITERS: dict[str, Text] = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "|": gettext_lazy("vertical bars"),
    "\t": gettext_lazy("tabs"),
}
_SHOWN_CELLS = 6


def file_facts(session: ImportSession) -> dict[str, Any]:
    """Return what was found out about the file."""
    kind, shape = kind_of(session), session.shape
    preset = next((p.label for p in kind.presets if p.key == shape["preset"]), "")
    delimiter = str(_DELIMITERS.get(shape["text"]["delimiter"], ""))
    return {**shape["text"], **shape["damage"], "preset": preset, "delimiter": delimiter}


def column_lines(session: ImportSession) -> list[dict[str, Any]]:
    """Say of every column, and of every constant, where it goes."""
    kind = kind_of(session)
    return [
        {**account, "label": _destination(kind, account), "constant": _constant(kind, account)}
        for account in accounting.account_columns(session)
    ]


def _destination(kind: Kind, account: Mapping[str, Any]) -> str:
    if account["target"] == CUSTOM:
        return _("Custom field “%(name)s”") % {"name": account["key"]}
    return field_label(kind, account["target"])


def _constant(kind: Kind, account: Mapping[str, Any]) -> str:
    value = account.get("constant", "")
    target = kind.target(account["target"])
    choices = {choice.code: choice.label for choice in (target.choices if target else ())}
    return str(choices.get(value, value))


def effect_lines(session: ImportSession) -> list[tuple[str, int]]:
    """Say what rows do besides their own record."""
    kind, counts = kind_of(session), accounting.account_effects(session)
    return [
        (str(label), count)
        for name, label in kind.effects.items()
        if (count := counts.get(name.partition(".")[0], {}).get(name.partition(".")[2], 0))
    ]


def problem_groups(session: ImportSession, severity: str) -> list[dict[str, Any]]:
    """Return grouped problems; one that has several values is told once."""
    return groups(kind_of(session), session, severity)


def unknown_values(session: ImportSession) -> list[dict[str, Any]]:
    """Return the values to decide about, with what may be chosen."""
    kind = kind_of(session)
    return [
        {**unknown, "label": target.label, "choices": target.choices}
        for unknown in accounting.unknown_choices(session)
        if (target := kind.target(unknown["field"]))
    ]


def row_page(session: ImportSession, params: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of rows, all of them or only those with something to say."""
    only = params.get("rows") == "problems"
    rows = session.rows.order_by("index")
    if only:
        rows = rows.exclude(errors=[], warnings=[])
    total = rows.count() if only else session.row_count
    page = _page(params.get("page", ""), total)
    shown = list(rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE])
    kind = kind_of(session)
    return {
        "rows": [_row(kind, row) for row in shown],
        "only_problems": only,
        "paging": PageRange(page, ROWS_A_PAGE, total, len(shown)),
    }


def _page(text: str, total: int) -> int:
    last = max(1, -(-total // ROWS_A_PAGE))
    return min(max(int(text), 1), last) if text.isdecimal() and len(text) < 9 else 1


def _row(kind: Kind, row: ImportRow) -> dict[str, Any]:
    filled = [cell for cell in row.cells if cell.strip()]
    return {
        "line": row.line,
        "state": row.state,
        "label": RowState(row.state).label,
        "action": row.action,
        "unassigned": row.unassigned,
        "address": kind.address(row.object_id) if _imported(row) and row.object_id else "",
        "cells": filled[:_SHOWN_CELLS],
        "errors": [describe(kind, problem) for problem in row.errors],
        "warnings": [describe(kind, problem) for problem in row.warnings],
        "changes": list(row.changes.items()),
    }


def _imported(row: ImportRow) -> bool:
    return row.state == RowState.COMMITTED
