"""Time: stored and computed in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present calendar date in UTC."""
    return now().date()


def instant(value: datetime) -> str:
    """Write an instant as the API does: ISO 8601 with milliseconds and Z."""
    return (
        value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    )


def midnight(value: date) -> str:
    """Write a calendar date as the instant at which it begins in UTC."""
    return f"{value.isoformat()}T00:00:00.000Z"


def whole_months(start: date, end: date) -> int:
    """Count whole calendar months from start to end, never below zero."""
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return max(months, 0)
