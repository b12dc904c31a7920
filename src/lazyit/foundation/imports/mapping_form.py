"""The mapping as a form: one line a column, constants for required fields without a column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.imports.kinds import (
    CUSTOM,
    IGNORE,
    MAX_CUSTOM_KEY,
    Kind,
    Target,
    ValueType,
)
from lazyit.foundation.imports.mapping import ColumnTarget, Mapping
from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.imports.values import DateOrder
from lazyit.kernel.errors import FieldError, Invalid

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

DATE_ORDERS = (
    ("", _("Decide from the column")),
    (DateOrder.DMY, _("Day, month, year")),
    (DateOrder.MDY, _("Month, day, year")),
    (DateOrder.ISO, _("Year, month, day")),
)


@dataclass(frozen=True)
class Group:
    """A heading of the target menu with the targets beneath it."""

    label: Text
    targets: list[Target]


@dataclass
class Line:
    """One column: what it looks like and where it goes."""

    number: int
    name: str
    filled: int
    samples: list[str]
    target: str
    key: str
    order: str
    errors: list[str] = field(default_factory=list)


@dataclass
class Constant:
    """A required field, and what fills it where no column does."""

    target: Target
    value: str
    filled_by_column: bool
    errors: list[str] = field(default_factory=list)


class MappingForm:
    """What the mapping page shows, and what it sends back."""

    def __init__(self, session: ImportSession, kind: Kind, mapping: Mapping) -> None:
        self.lines = [_line(session, mapping, n) for n in range(len(session.columns))]
        self.groups = _groups(kind.targets)
        self.date_targets = {t.key for t in kind.targets if t.type is ValueType.DATE}
        taken = {column.target for column in mapping.columns.values()}
        self.constants = [
            Constant(target, mapping.constants.get(target.key, ""), target.key in taken)
            for target in kind.targets
            if target.required
        ]
        self.errors: list[str] = []

    def refuse(self, refusal: Invalid) -> None:
        """Put each error beside the column or field that it names."""
        for error in refusal.errors:
            self._place(error)

    def _place(self, error: FieldError) -> None:
        places: Iterable[Line | Constant] = [
            *(line for line in self.lines if error["path"] in (line.name, line.target)),
            *(constant for constant in self.constants if error["path"] == constant.target.key),
        ]
        for place in places:
            place.errors.append(error["message"])
        if not places:
            self.errors.append(error["message"])

    @property
    def error_count(self) -> int:
        """Count everything that is wrong."""
        beside_lines = sum(len(line.errors) for line in self.lines)
        beside_constants = sum(len(constant.errors) for constant in self.constants)
        return len(self.errors) + beside_lines + beside_constants


def read_mapping(session: ImportSession, data: QueryDict) -> Mapping:
    """Read a posted form; decisions about values are kept from before."""
    columns, orders = {}, {}
    for number, name in enumerate(session.columns):
        target = data.get(f"target-{number}", IGNORE)
        key = data.get(f"key-{number}", "").strip() if target == CUSTOM else ""
        if target != IGNORE:
            columns[name] = ColumnTarget(target, key)
        if (order := data.get(f"order-{number}", "")) in set(DateOrder):
            orders[name] = DateOrder(order)
    taken = {column.target for column in columns.values()}
    constants = {
        key.removeprefix("constant-"): value
        for key in data
        if key.startswith("constant-")
        and (value := data.get(key, ""))
        and key.removeprefix("constant-") not in taken
    }
    return Mapping(columns, constants, orders, session.decided().values)


def with_custom_fields(session: ImportSession, mapping: Mapping) -> Mapping:
    """Turn every ignored column into a custom field of the same name."""
    rest = {
        name: ColumnTarget(CUSTOM, name[:MAX_CUSTOM_KEY])
        for name in session.columns
        if mapping.of(name).target == IGNORE
    }
    return replace(mapping, columns={**mapping.columns, **rest})


def with_decisions(mapping: Mapping, data: QueryDict) -> Mapping:
    """Add what the operator decided about values that a field does not know."""
    values = {key: dict(decided) for key, decided in mapping.values.items()}
    triples = zip(
        data.getlist("field"), data.getlist("value"), data.getlist("choice"), strict=False
    )
    for target, value, choice in triples:
        if choice:
            values.setdefault(target, {})[value] = choice
    return replace(mapping, values=values)


def _line(session: ImportSession, mapping: Mapping, number: int) -> Line:
    name, shape = session.columns[number], session.shape
    column = mapping.of(name)
    return Line(
        number,
        name,
        shape["filled"][name],
        shape["samples"][name],
        column.target,
        column.key or name[:MAX_CUSTOM_KEY],
        mapping.date_orders.get(name, ""),
    )


def _groups(targets: Iterable[Target]) -> list[Group]:
    groups: dict[str, Group] = {}
    for target in targets:
        groups.setdefault(str(target.group), Group(target.group, [])).targets.append(target)
    return list(groups.values())
