"""Money: non-negative integers in minor units, 64 bits on the wire and in the database."""

from __future__ import annotations

MAX_MINOR = 9_007_199_254_740_991  # the largest integer that JSON readers keep exact


def book_value(cost: int, salvage: int | None, life_months: int | None, age_months: int) -> int:
    """Depreciate linearly; round half up, never below salvage, never above cost."""
    if not life_months or life_months <= 0:
        return cost
    floor = salvage or 0
    spent = min(age_months, life_months)
    doubled = 2 * cost * life_months - 2 * (cost - floor) * spent + life_months
    return min(max(doubled // (2 * life_months), floor), cost)
