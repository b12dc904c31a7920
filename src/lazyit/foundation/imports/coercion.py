"""Turns the cells of a row into typed values by the session's mapping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from lazyit.foundation.imports.headers import fold_header
from lazyit.foundation.imports.kinds import (
    CUSTOM,
    MAX_CUSTOM_VALUE,
    Draft,
    Kind,
    Problem,
    Target,
    ValueType,
)
from lazyit.foundation.imports.mapping import Mapping
from lazyit.foundation.imports.values import (
    DateOrder,
    ValueProblemError,
    is_absent,
    is_damaged_number,
    parse_date,
    parse_integer,
    parse_money,
)
from lazyit.kernel.text import is_storable

_TRAILING_PARENTHESES = re.compile(r"\(([^()]*)\)\s*$")
_SHOWN = 200


class RowReader:
    """Reads rows of one session; built once, used for every row."""

    def __init__(self, kind: Kind, columns: Sequence[str], mapping: Mapping) -> None:
        self.mapping = mapping
        self.fields: list[tuple[int, str, Target]] = []
        self.custom: list[tuple[int, str, str]] = []
        for position, name in enumerate(columns):
            column = mapping.of(name)
            if column.target == CUSTOM:
                self.custom.append((position, name, column.key.strip()))
            elif target := kind.target(column.target):
                self.fields.append((position, name, target))
        self.required = {target.key for target in kind.targets if target.required}
        self.words = {t.key: self._words(t) for t in kind.targets if t.choices}
        self.constants = Draft(0, 0)
        for key, text in mapping.constants.items():
            if target := kind.target(key):
                self._take(self.constants, target, text, "")

    def read(self, index: int, line: int, cells: Sequence[str]) -> Draft:
        """Read one row; what cannot be read becomes an error that names its field."""
        draft = Draft(index, line, constants=self.constants.values)
        draft.errors += self.constants.errors
        for position, name, target in self.fields:
            self._take(draft, target, cells[position], name)
        for position, name, key in self.custom:
            _take_custom(draft, name, key, cells[position])
        known = {*draft.values, *draft.constants, *(problem.field for problem in draft.errors)}
        draft.errors += [Problem("required", key) for key in sorted(self.required - known)]
        return draft

    def _take(self, draft: Draft, target: Target, text: str, column: str) -> None:
        if is_absent(text):
            return
        try:
            draft.values[target.key] = self._value(target, text.strip(), column)
        except ValueProblemError as problem:
            params = {"limit": target.max_length} if problem.code == "too-long" else {}
            draft.errors.append(Problem(problem.code, target.key, text.strip()[:_SHOWN], params))

    def _value(self, target: Target, text: str, column: str) -> str | int | date:
        match target.type:
            case ValueType.DATE:
                return parse_date(text, self.mapping.date_orders.get(column, DateOrder.DMY))
            case ValueType.MONEY:
                return parse_money(text)
            case ValueType.INTEGER:
                return parse_integer(text)
            case ValueType.CHOICE:
                return self._choice(target, text)
        return _text(target, text)

    def _choice(self, target: Target, text: str) -> str:
        words = self.words[target.key]
        if found := words.get(fold_header(text)):
            return found
        inner = _TRAILING_PARENTHESES.search(text)
        if inner and (found := words.get(fold_header(inner[1]))):
            return found
        raise ValueProblemError("unknown-choice")

    def _words(self, target: Target) -> dict[str, str]:
        words = {
            fold_header(word): choice.code
            for choice in target.choices
            for word in (*choice.synonyms, choice.code)
        }
        decided = self.mapping.values.get(target.key, {})
        return words | {fold_header(text): code for text, code in decided.items()}


def _text(target: Target, text: str) -> str:
    if not is_storable(text):
        raise ValueProblemError("not-storable")
    if target.type is ValueType.IDENTIFIER and is_damaged_number(text):
        raise ValueProblemError("damaged-number")
    if len(text) > target.max_length:
        raise ValueProblemError("too-long")
    return text


def _take_custom(draft: Draft, column: str, key: str, text: str) -> None:
    value = text.strip()
    if is_absent(value):
        return
    if not is_storable(value):
        draft.errors.append(Problem("not-storable", column, value[:_SHOWN]))
    elif len(value) > MAX_CUSTOM_VALUE:
        limit = {"limit": MAX_CUSTOM_VALUE}
        draft.errors.append(Problem("too-long", column, value[:_SHOWN], limit))
    else:
        if is_damaged_number(value):
            draft.warnings.append(Problem("damaged-number", column, value))
        draft.custom[key] = value
