"""Book value: straight-line, whole months, half up"""

from __future__ import annotations

from datetime import date

import pytest

from lazyit.domains.assets.models import Asset
from lazyit.kernel import clock, money


@pytest.mark.parametrize(
    ("cost", "salvage", "life", "age", "value"),
    [
        (1000, None, 10, 0, 1000),
        (1000, None, 10, 3, 700),
        (1000, None, 10, 10, 0),
        (1000, None, 10, 99, 0),
        (1000, 200, 10, 5, 600),
        (1000, 200, 10, 99, 200),
        (1000, None, None, 5, 1000),
        (1000, None, 0, 5, 1000),
        (1, None, 2, 1, 1),  # 0.5 is rounded up
        (3, None, 2, 1, 2),  # 1.5 too, where a banker would say 2 as well
        (5, None, 2, 1, 3),  # and 2.5, where he would say 2
        (100, None, 3, 1, 67),
        (100, None, 3, 2, 33),
        (1000, 2000, 10, 5, 1000),  # worth less than its salvage value: capped at cost
        (0, None, 12, 3, 0),
        (money.MAX_MINOR, 1, 7, 3, 5_146_971_002_709_138),
    ],
)
def test_value(cost: int, salvage: int | None, life: int | None, age: int, value: int) -> None:
    assert money.book_value(cost, salvage, life, age) == value


@pytest.mark.parametrize(
    ("bought", "today", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 31), date(2024, 3, 31), 2),
        (date(2024, 1, 15), date(2024, 2, 14), 0),
        (date(2024, 1, 15), date(2024, 2, 15), 1),
        (date(2023, 2, 28), date(2024, 2, 28), 12),
        (date(2025, 1, 1), date(2024, 1, 1), 0),
    ],
)
def test_age_in_whole_months(bought: date, today: date, months: int) -> None:
    assert clock.whole_months(bought, today) == months


def test_what_is_missing_decides() -> None:
    bought = date(2000, 1, 1)
    assert Asset(purchase_date=bought, useful_life_months=12).book_value() is None
    assert Asset(purchase_cost=100, useful_life_months=12).book_value() == 100
    assert Asset(purchase_cost=100, purchase_date=bought).book_value() == 100
    assert Asset(purchase_cost=100, purchase_date=bought, useful_life_months=12).book_value() == 0
