"""The five fields of a crontab line."""

from datetime import datetime

import pytest

from lazyit.instance import cron


def test_the_nightly_default() -> None:
    nightly = cron.read("30 2 * * *")
    assert [*nightly.minutes, *nightly.hours] == [30, 2]
    assert (len(nightly.days), len(nightly.months), len(nightly.weekdays)) == (31, 12, 7)


@pytest.mark.parametrize(
    ("minute", "due"),
    [
        ("*/20", {0, 20, 40}),
        ("10-14/2", {10, 12, 14}),
        ("5,50", {5, 50}),
        ("50/5", {50, 55}),
    ],
)
def test_lists_ranges_and_steps(minute: str, due: "set[int]") -> None:
    assert cron.read(f"{minute} * * * *").minutes == due


def test_sunday_has_two_numbers() -> None:
    assert cron.read("0 0 * * 7").weekdays == cron.read("0 0 * * 0").weekdays == {0}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("30 2 * *", "4 fields"),
        ("60 2 * * *", "minute outside 0 to 59"),
        ("0 2 0 * *", "day outside"),
        ("x 2 * * *", "minute that is not"),
        ("*/0 2 * * *", "step of 0"),
        ("9-3 2 * * *", "minute outside"),
        ("@daily", "1 fields"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        cron.read(text)


@pytest.mark.parametrize(
    ("line", "now", "due"),
    [
        ("30 2 * * *", "2026-03-10T02:30", "2026-03-10T02:30"),
        ("30 2 * * *", "2026-03-10T02:29", "2026-03-09T02:30"),
        ("0 6 1 * *", "2026-03-10T00:00", "2026-03-01T06:00"),
        ("0 6 * * 1", "2026-03-10T00:00", "2026-03-09T06:00"),
        ("0 6 15 * 1", "2026-03-17T00:00", "2026-03-16T06:00"),
        ("0 6 29 2 *", "2026-03-10T00:00", "2024-02-29T06:00"),
        ("0 6 31 2 *", "2026-03-10T00:00", None),
    ],
)
def test_the_last_time_it_was_due(line: str, now: str, due: "str | None") -> None:
    found = cron.latest(cron.read(line), datetime.fromisoformat(now))
    assert found == (due and datetime.fromisoformat(due))
