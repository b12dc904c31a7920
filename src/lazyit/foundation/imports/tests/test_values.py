"""What cells mean."""

from datetime import date

import pytest

from lazyit.foundation.imports.values import (
    DateOrder,
    OrderGuess,
    ValueProblemError,
    guess_date_order,
    is_absent,
    is_damaged_number,
    parse_date,
    parse_integer,
    parse_money,
)

DMY, MDY, ISO = DateOrder


@pytest.mark.parametrize("text", ["", "  ", "NULL", "nil", "N/A", "na", "None", "-", "—"])
def test_absent_words(text: str) -> None:
    assert is_absent(text)


@pytest.mark.parametrize("text", ["0", "no", "--", "nan"])
def test_words_that_mean_something(text: str) -> None:
    assert not is_absent(text)


@pytest.mark.parametrize(
    ("values", "order", "certain"),
    [
        (["1/2/23", "13/1/23"], DMY, True),
        (["1/2/23", "1/13/23"], MDY, True),
        (["13/1/23", "1/13/23"], DMY, True),
        (["2023-01-02", "2023-02-01"], ISO, True),
        (["2023-01-02", "1/2/2023"], DMY, False),
        (["1.2.2023"], DMY, False),
        ([], DMY, True),
    ],
)
def test_one_order_for_a_whole_column(values: list[str], order: DateOrder, certain: bool) -> None:
    assert guess_date_order(values) == OrderGuess(order, certain)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("1/23/23", MDY, date(2023, 1, 23)),
        ("10/27/28", MDY, date(2028, 10, 27)),
        ("1/2/69", DMY, date(1969, 2, 1)),
        ("1/2/68", DMY, date(2068, 2, 1)),
        ("1-2-2023", DMY, date(2023, 2, 1)),
        ("01.02.2023", MDY, date(2023, 1, 2)),
        ("2023-02-01", MDY, date(2023, 2, 1)),
        ("2023/2/1", DMY, date(2023, 2, 1)),
        ("2023-02-01 00:00:00", DMY, date(2023, 2, 1)),
        ("2023-02-01T10:20:30.123Z", ISO, date(2023, 2, 1)),
        ("2/1/2023 12:00:00 AM", MDY, date(2023, 2, 1)),
        ("1/2/2023 10:30 p. m.", DMY, date(2023, 2, 1)),
    ],
)
def test_dates(text: str, order: DateOrder, expected: date) -> None:
    assert parse_date(text, order) == expected


@pytest.mark.parametrize(
    ("text", "order", "code"),
    [
        ("31/2/2023", DMY, "impossible-date"),
        ("13/1/2023", MDY, "impossible-date"),
        ("2023-13-01", ISO, "impossible-date"),
        ("0023-01-01", ISO, "impossible-date"),
        ("1/2/2023", ISO, "not-a-date"),
        ("1/2-2023", DMY, "not-a-date"),
        ("1/2/123", DMY, "not-a-date"),
        ("44949", DMY, "not-a-date"),
        ("soon", DMY, "not-a-date"),
        ("١/٢/٢٠٢٣x", DMY, "not-a-date"),
    ],
)
def test_dates_are_never_shifted_or_guessed(text: str, order: DateOrder, code: str) -> None:
    with pytest.raises(ValueProblemError, match=f"^{code}$"):
        parse_date(text, order)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("2266.13", 226613),
        ("1.234,5", 123450),
        ("1,234.50", 123450),
        ("1,234", 123400),
        ("1.234.567", 123456700),
        ("1234.567", 123457),
        ("0.125", 13),
        ("12345", 1234500),
        ("$ 1 234,50", 123450),
        ("€1.200", 120000),
        ("USD 99.9", 9990),
        ("R$10", 1000),
        ("1'234.50 CHF", 123450),
        ("15,-", 1500),
        (".5", 50),
        ("(0.00)", 0),
    ],
)
def test_money(text: str, minor: int) -> None:
    assert parse_money(text) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5", "negative"),
        ("(1,234.50)", "negative"),
        ("1.23E+11", "not-money"),
        ("1,23,4", "not-money"),
        ("12 or 13", "not-money"),
        ("about ten", "not-money"),
        ("99999999999999999", "too-large"),
        ("9" * 400, "too-large"),
    ],
)
def test_amounts_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(ValueProblemError, match=f"^{code}$"):
        parse_money(text)


@pytest.mark.parametrize(("text", "number"), [("36", 36), ("36.0", 36), ("36 months", 36)])
def test_whole_numbers(text: str, number: int) -> None:
    assert parse_integer(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [("2.5", "not-a-whole-number"), ("-3", "negative"), ("3 years", "not-a-whole-number"),
     ("2147483648", "too-large")],
)  # fmt: skip
def test_whole_numbers_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(ValueProblemError, match=f"^{code}$"):
        parse_integer(text)


@pytest.mark.parametrize("text", ["1.23E+11", "1,23e+11", "5E+9"])
def test_identifiers_damaged_by_a_spreadsheet(text: str) -> None:
    assert is_damaged_number(text)


@pytest.mark.parametrize("text", ["1E5", "E+11", "12.3E+11", "SN1.23E+11", "123000000000"])
def test_identifiers_that_only_look_similar(text: str) -> None:
    assert not is_damaged_number(text)
