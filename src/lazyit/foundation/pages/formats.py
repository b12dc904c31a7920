"""Numbers, money and times as people of the active language write them, in the instance's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from django.conf import settings
from django.utils.translation import get_language, gettext

from lazyit.kernel.clock import now

JUST_NOW = timedelta(seconds=45)


@lru_cache(maxsize=16)
def _locale(code: str) -> Locale:
    return Locale.parse(code, sep="-")


def locale() -> Locale:
    """Return the active language's locale."""
    return _locale(get_language() or settings.LANGUAGE_CODE)


def zone() -> ZoneInfo:
    """Return the one zone in which this instance shows times."""
    return ZoneInfo(settings.DISPLAY_TIME_ZONE)


def number(value: float | Decimal) -> str:
    """Write a number: 12,431 or 12.431."""
    return format_decimal(value, locale=locale())


def percent(value: float) -> str:
    """Write a share between 0 and 1 in whole per cent."""
    return format_percent(value, locale=locale())


def money(minor: int) -> str:
    """Write an amount of minor units in major units with two decimals."""
    return format_decimal(Decimal(minor) / 100, format="#,##0.00", locale=locale())


def day(value: date) -> str:
    """Write a calendar date: Nov 23, 2025 or 23 nov 2025."""
    local = value.astimezone(zone()) if isinstance(value, datetime) else value
    return format_date(local, format="medium", locale=locale())


def moment(value: datetime) -> str:
    """Write an exact instant with seconds and the zone's name."""
    text = format_datetime(value, format="medium", tzinfo=zone(), locale=locale())
    return f"{text} {value.astimezone(zone()).tzname()}"


def minute(value: datetime) -> str:
    """Write an instant to the minute, for tables where relative time would not do."""
    return format_datetime(value, format="short", tzinfo=zone(), locale=locale())


def ago(value: datetime) -> str:
    """Write how long ago, or in how long."""
    distance = value.astimezone(UTC) - now()
    if abs(distance) < JUST_NOW:
        return gettext("just now")
    return format_timedelta(distance, add_direction=True, locale=locale())


def size(octets: int) -> str:
    """Write a file size: 812 B, 14.2 kB, 3 MB."""
    value, unit = Decimal(octets), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):  # noqa: B007 -- the last unit is used below
        if value < 1000:
            break
        value /= 1000
    return f"{format_decimal(value, format='#,##0.#', locale=locale())} {unit}"


def duration(seconds: float) -> str:
    """Write a span: 42 seconds, 3 minutes."""
    return format_timedelta(timedelta(seconds=seconds), locale=locale())


def measured(seconds: float) -> str:
    """Write a span that was measured: 0.4 sec, 12 sec, 2 min 5 sec."""
    if seconds < 10:
        return _units((round(seconds, 1), "second"))
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _units((hours, "hour"), (minutes, "minute"))
    return _units((minutes, "minute"), (rest, "second"))


def _units(*parts: tuple[float, str]) -> str:
    shown = [part for part in parts if part[0]] or list(parts[-1:])
    return " ".join(format_unit(count, unit, "short", locale=locale()) for count, unit in shown)
