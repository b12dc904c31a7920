"""Reads what people type into spreadsheets: dates, money, whole numbers, absent values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from lazyit.kernel.money import MAX_MINOR

MAX_INTEGER = 2_147_483_647
_ABSENT = {"", "null", "nil", "n/a", "na", "none", "-", "—"}
_YEARS = range(1900, 2200)

_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]\.? ?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)
_AFFIXES = re.compile(r"^[A-Za-z]{1,4}\.?|[A-Za-z]{1,4}\.?$")
_UNITS = re.compile(r"(?:months?|mos?|meses|mes|m)\.?$", re.IGNORECASE)
_IGNORED_IN_NUMBERS = re.compile(r"[\s'’\u00a2-\u00a5\u20a0-\u20cf$]")


class ValueProblemError(Exception):
    """A cell cannot be read as what its target wants; `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DateOrder(StrEnum):
    """How the parts of a date stand."""

    DMY = "DMY"
    MDY = "MDY"
    ISO = "ISO"


@dataclass(frozen=True)
class OrderGuess:
    """The order decided for a column, and whether its values left no other reading."""

    order: DateOrder
    certain: bool


def is_absent(text: str) -> bool:
    """Say whether a cell holds nothing, in any of the ways people write that."""
    return text.strip().lower() in _ABSENT


def is_damaged_number(text: str) -> bool:
    """Say whether a spreadsheet turned an identifier into scientific notation."""
    return _DAMAGED.fullmatch(text.strip()) is not None


def guess_date_order(values: Iterable[str]) -> OrderGuess:
    """Decide one order for a whole column: one value that fits only one way decides."""
    month_first = iso = plain = False
    for value in values:
        if found := _YEAR_LAST.fullmatch(value.strip()):
            plain = True
            if int(found[1]) > 12:
                return OrderGuess(DateOrder.DMY, certain=True)
            month_first = month_first or int(found[3]) > 12
        iso = iso or _YEAR_FIRST.fullmatch(value.strip()) is not None
    if month_first:
        return OrderGuess(DateOrder.MDY, certain=True)
    if iso and not plain:
        return OrderGuess(DateOrder.ISO, certain=True)
    return OrderGuess(DateOrder.DMY, certain=not plain)


def parse_date(text: str, order: DateOrder) -> date:
    """Read a calendar date; a time of day after it is dropped."""
    if found := _YEAR_FIRST.fullmatch(text.strip()):
        return _date(int(found[1]), int(found[3]), int(found[4]))
    found = _YEAR_LAST.fullmatch(text.strip())
    if not found or order is DateOrder.ISO:
        raise ValueProblemError("not-a-date")
    first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
    if order is DateOrder.DMY:
        return _date(year, second, first)
    return _date(year, first, second)


def _full_year(text: str) -> int:
    # Two digits as in POSIX: 69–99 were the last century.
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 69 else 2000)


def _date(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueProblemError("impossible-date") from None
    if found.year not in _YEARS:
        raise ValueProblemError("impossible-date")
    return found


def parse_money(text: str) -> int:
    """Read an amount in major units; return minor units."""
    number = _number(_AFFIXES.sub("", _IGNORED_IN_NUMBERS.sub("", text)), "not-money")
    minor = int((number * 100).to_integral_value(ROUND_HALF_UP))
    if minor > MAX_MINOR:
        raise ValueProblemError("too-large")
    return minor


def parse_integer(text: str) -> int:
    """Read a whole number; a unit such as “months” may follow."""
    number = _number(_UNITS.sub("", _IGNORED_IN_NUMBERS.sub("", text)), "not-a-whole-number")
    if number != number.to_integral_value():
        raise ValueProblemError("not-a-whole-number")
    if number > MAX_INTEGER:
        raise ValueProblemError("too-large")
    return int(number)


def _number(text: str, code: str) -> Decimal:
    negative = text.startswith(("-", "(", "−"))
    digits = text.strip("()-−+")
    if not re.fullmatch(r"\d+(?:[.,]\d+)*[.,]?|[.,]\d+", digits):
        raise ValueProblemError(code)
    number = Decimal(_with_decimal_point(digits, code))
    if negative and number:
        raise ValueProblemError("negative")
    return number


def _with_decimal_point(digits: str, code: str) -> str:
    """Take the last mark for the decimal mark unless it can only separate thousands."""
    parts = re.split(r"[.,]", digits)
    whole, last = parts[:-1], parts[-1]
    if not whole:
        return digits
    if len(last) == 3 and _grouped([*whole, last]):
        return "".join(parts)
    if len(whole) > 1 and not _grouped(whole):
        raise ValueProblemError(code)
    return f"{''.join(whole) or '0'}.{last or '0'}"


def _grouped(parts: list[str]) -> bool:
    first, *others = parts
    return 1 <= len(first) <= 3 and first != "0" and all(len(part) == 3 for part in others)
