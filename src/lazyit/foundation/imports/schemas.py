"""What the API reads."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lazyit.foundation.imports.mapping import ColumnTarget, Mapping
from lazyit.foundation.imports.values import DateOrder
from lazyit.foundation.rest.schema import Body, Text

_Short = Annotated[Text, Field(max_length=300)]
_Value = Annotated[Text, Field(max_length=4_000)]


class ColumnIn(Body):
    """Where one column goes: a field, `custom` with a key, or `ignore`."""

    target: _Short
    key: _Short = ""


class MappingIn(Body):
    """A mapping; columns that are not named are ignored."""

    columns: Annotated[dict[_Short, ColumnIn], Field(max_length=500)]
    constants: Annotated[dict[_Short, _Value], Field(max_length=100)] = {}
    date_orders: Annotated[dict[_Short, DateOrder], Field(max_length=500)] = {}
    values: Annotated[
        dict[_Short, Annotated[dict[_Short, _Short], Field(max_length=1_000)]],
        Field(max_length=100),
    ] = {}

    def mapping(self) -> Mapping:
        """Return it as the actions take it."""
        columns = {name: ColumnTarget(c.target, c.key) for name, c in self.columns.items()}
        return Mapping(columns, self.constants, self.date_orders, self.values)
