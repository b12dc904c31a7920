"""When something recurs: the five fields of a crontab line."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
PART = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?")


@dataclass(frozen=True)
class Cron:
    """The minutes, hours, days, months and weekdays (Sunday is 0) on which something is due."""

    minutes: "frozenset[int]"
    hours: "frozenset[int]"
    days: "frozenset[int]"
    months: "frozenset[int]"
    weekdays: "frozenset[int]"


def read(text: str) -> Cron:
    """Read five fields, or raise ValueError naming the field that is wrong."""
    fields = text.split()
    if len(fields) != len(FIELDS):
        raise ValueError(f"has {len(fields)} fields, a cron such as 30 2 * * * has {len(FIELDS)}")
    sets = [_read_field(field, *limits) for field, limits in zip(fields, FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = sets
    return Cron(minutes, hours, days, months, frozenset(day % 7 for day in weekdays))


def _read_field(field: str, name: str, low: int, high: int) -> "frozenset[int]":
    numbers: set[int] = set()
    for part in field.split(","):
        match = PART.fullmatch(part)
        if not match:
            raise ValueError(f"has a {name} that is not a number, *, a range or a step")
        numbers.update(_read_part(match, low, high))
    if not numbers or min(numbers) < low or max(numbers) > high:
        raise ValueError(f"has a {name} outside {low} to {high}")
    return frozenset(numbers)


def _read_part(match: "re.Match[str]", low: int, high: int) -> range:
    first, last, step = match.groups()
    start = int(first) if first else low
    end = int(last) if last else (start if first and not step else high)
    if step == "0" or step == "00":
        raise ValueError("has a step of 0")
    return range(start, end + 1, int(step or 1))


def latest(cron: Cron, now: datetime) -> "datetime | None":
    """The last minute up to now at which it was due; None if there was none within four years."""
    for days in range(4 * 366):
        day = (now - timedelta(days=days)).replace(hour=23, minute=59, second=0, microsecond=0)
        if not _is_day(cron, day):
            continue
        last = now.replace(second=0, microsecond=0) if days == 0 else day
        for hour in sorted(cron.hours, reverse=True):
            for minute in sorted(cron.minutes, reverse=True):
                if (due := day.replace(hour=hour, minute=minute)) <= last:
                    return due
    return None


def _is_day(cron: Cron, day: datetime) -> bool:
    """Where both days and weekdays are named, either will do, as crontab has it."""
    if day.month not in cron.months:
        return False
    in_month, in_week = day.day in cron.days, day.isoweekday() % 7 in cron.weekdays
    both_named = len(cron.days) < 31 and len(cron.weekdays) < 7
    return (in_month or in_week) if both_named else (in_month and in_week)
