"""Decides how the dates of each column are to be read: over the whole column, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lazyit.foundation.imports.kinds import Kind, ValueType
from lazyit.foundation.imports.mapping import Mapping
from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.imports.values import DateOrder, OrderGuess, guess_date_order, is_absent


def with_date_orders(session: ImportSession, kind: Kind, mapping: Mapping) -> Mapping:
    """Add an order for each date column whose order the operator left open.

    A column that could be read either way follows the columns that decide for themselves.
    """
    open_columns = [name for name in date_columns(kind, mapping) if name not in mapping.date_orders]
    guesses = {name: guess(session, name) for name in open_columns}
    sure = {found.order for found in guesses.values() if found.certain} - {DateOrder.ISO}
    common = sure.pop() if len(sure) == 1 else None
    decided = {
        name: found.order if found.certain or common is None else common
        for name, found in guesses.items()
    }
    return replace(mapping, date_orders={**decided, **mapping.date_orders})


def date_columns(kind: Kind, mapping: Mapping) -> list[str]:
    """Return the columns that go into dates."""
    dates = {target.key for target in kind.targets if target.type is ValueType.DATE}
    return [name for name, column in mapping.columns.items() if column.target in dates]


def guess(session: ImportSession, column: str) -> OrderGuess:
    """Look at every cell of a column."""
    return guess_date_order(_cells(session, session.columns.index(column)))


def _cells(session: ImportSession, position: int) -> Iterator[str]:
    cells = session.rows.order_by().values_list(f"cells__{position}", flat=True).distinct()
    return (text for text in cells.iterator() if not is_absent(text))
