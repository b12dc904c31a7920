"""Which column goes where: kept as JSON, checked against its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from lazyit.foundation.imports.kinds import (
    CUSTOM,
    IGNORE,
    MAX_CUSTOM_KEY,
    MAX_CUSTOM_KEYS,
    Kind,
    Problem,
    Target,
    ValueType,
)
from lazyit.foundation.imports.values import DateOrder
from lazyit.kernel.text import is_storable

_UNSAFE_KEYS = {"__proto__", "constructor", "prototype"}


@dataclass(frozen=True)
class ColumnTarget:
    """Where one column goes; `key` names the custom field."""

    target: str
    key: str = ""


@dataclass(frozen=True)
class Mapping:
    """The operator's decisions; a column that is not named is ignored."""

    columns: dict[str, ColumnTarget] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    date_orders: dict[str, DateOrder] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            {name: ColumnTarget(**column) for name, column in data["columns"].items()},
            data["constants"],
            {name: DateOrder(order) for name, order in data["date_orders"].items()},
            data["values"],
        )

    def to_json(self) -> dict[str, Any]:
        """Write in a form that the database keeps."""
        return {
            "columns": {
                name: {"target": column.target, "key": column.key}
                for name, column in self.columns.items()
            },
            "constants": self.constants,
            "date_orders": {name: str(order) for name, order in self.date_orders.items()},
            "values": self.values,
        }

    def targets(self) -> frozenset[str]:
        """Return every field that gets a value, from a column or a constant."""
        mapped = {column.target for column in self.columns.values()} - {CUSTOM, IGNORE}
        return frozenset(mapped | self.constants.keys())

    def of(self, column: str) -> ColumnTarget:
        """Return where a column goes."""
        return self.columns.get(column, ColumnTarget(IGNORE))


def check_mapping(kind: Kind, columns: Sequence[str], mapping: Mapping) -> list[Problem]:
    """Return everything that stands in the way of using a mapping."""
    return [
        *_not_storable(mapping),
        *_unknown(kind, columns, mapping),
        *_repeated(mapping),
        *_custom_keys(kind, mapping),
        *_constants(kind, mapping),
        *_decisions(kind, mapping),
        *_missing(kind, mapping),
        *kind.check(mapping.targets()),
    ]


def _not_storable(mapping: Mapping) -> list[Problem]:
    """Name what neither the database nor a message could hold; a form may send anything."""
    keys = [(name, column.key) for name, column in mapping.columns.items()]
    decided = [(key, text) for key, values in mapping.values.items() for text in values]
    texts = [*keys, *mapping.constants.items(), *decided]
    return [Problem("not-storable", name) for name, text in texts if not is_storable(name + text)]


def _unknown(kind: Kind, columns: Sequence[str], mapping: Mapping) -> list[Problem]:
    known = {target.key for target in kind.targets} | {CUSTOM, IGNORE}
    problems = [
        Problem("unknown-column", name)
        for name in (*mapping.columns, *mapping.date_orders)
        if name not in columns
    ]
    for name, column in mapping.columns.items():
        if column.target not in known:
            problems.append(Problem("unknown-target", name, column.target))
    return problems


def _repeated(mapping: Mapping) -> list[Problem]:
    targets = Counter(
        [column.target for column in mapping.columns.values()] + list(mapping.constants)
    )
    return [
        Problem("duplicate-target", target)
        for target, count in targets.items()
        if count > 1 and target not in (CUSTOM, IGNORE)
    ]


def _custom_keys(kind: Kind, mapping: Mapping) -> list[Problem]:
    named = {n: c.key.strip() for n, c in mapping.columns.items() if c.target == CUSTOM}
    counts = Counter(named.values())
    problems = []
    for name, key in named.items():
        if not key or len(key) > MAX_CUSTOM_KEY:
            problems.append(Problem("custom-key-length", name, key))
        elif key in _UNSAFE_KEYS or key in kind.reserved_keys:
            problems.append(Problem("custom-key-reserved", name, key))
        elif counts[key] > 1:
            problems.append(Problem("custom-key-duplicate", name, key))
    if len(named) > MAX_CUSTOM_KEYS:
        problems.append(Problem("too-many-custom-keys", params={"limit": MAX_CUSTOM_KEYS}))
    return problems


def _constants(kind: Kind, mapping: Mapping) -> list[Problem]:
    problems = []
    for key, value in mapping.constants.items():
        target = kind.target(key)
        if target is None:
            problems.append(Problem("unknown-target", key, key))
        elif not value.strip():
            problems.append(Problem("required", key))
        elif target.type is ValueType.CHOICE and not _is_choice(target, value):
            problems.append(Problem("unknown-choice", key, value))
    return problems


def _decisions(kind: Kind, mapping: Mapping) -> list[Problem]:
    problems = []
    for key, decisions in mapping.values.items():
        target = kind.target(key)
        for value, choice in decisions.items():
            if target is None or not _is_choice(target, choice):
                problems.append(Problem("unknown-choice", key, value))
    return problems


def _is_choice(target: Target, value: str) -> bool:
    return any(choice.code == value for choice in target.choices)


def _missing(kind: Kind, mapping: Mapping) -> list[Problem]:
    given = mapping.targets()
    return [
        Problem("required", target.key)
        for target in kind.targets
        if target.required and target.key not in given
    ]
