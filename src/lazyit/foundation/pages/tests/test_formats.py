from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from lazyit.foundation.pages import formats
from lazyit.foundation.pages.paging import PageRange
from lazyit.kernel.clock import now


@pytest.mark.parametrize(
    ("language", "number", "money", "day", "percent"),
    [
        ("en", "12,431", "1,899.00", "Nov 23, 2025", "41%"),
        ("es", "12.431", "1.899,00", "23 nov 2025", "41\N{NO-BREAK SPACE}%"),
    ],
)
def test_values_are_written_for_the_language(
    language: str, number: str, money: str, day: str, percent: str
) -> None:
    with translation.override(language):
        assert formats.number(12431) == number
        assert formats.money(189900) == money
        assert formats.day(date(2025, 11, 23)) == day
        assert formats.percent(0.41) == percent


@pytest.mark.parametrize(
    ("distance", "english", "spanish"),
    [
        (timedelta(seconds=3), "just now", "ahora mismo"),
        (timedelta(minutes=5), "5 minutes ago", "hace 5 minutos"),
        (timedelta(days=62), "2 months ago", "hace 2 meses"),
        (timedelta(hours=-3, seconds=-5), "in 3 hours", "dentro de 3 horas"),
    ],
)
def test_times_are_relative(distance: timedelta, english: str, spanish: str) -> None:
    for language, words in (("en", english), ("es", spanish)):
        with translation.override(language):
            assert formats.ago(now() - distance) == words


def test_exact_times_are_in_the_zone_of_the_instance(settings: LazySettings) -> None:
    settings.DISPLAY_TIME_ZONE = "Europe/Madrid"
    instant = datetime(2025, 7, 1, 22, 30, 5, tzinfo=UTC)
    with translation.override("es"):
        assert formats.moment(instant) == "2 jul 2025, 0:30:05 CEST"
        assert formats.day(instant) == "2 jul 2025"


def test_relative_time_says_the_exact_one_on_hover() -> None:
    instant = now() - timedelta(hours=2)
    markup = Template("{% when instant %}").render(Context({"instant": instant}))
    assert f'datetime="{instant.isoformat()}"' in markup
    assert f'title="{formats.moment(instant)}"' in markup
    assert markup.endswith(">2 hours ago</time>")


@pytest.mark.parametrize(
    ("octets", "words"), [(0, "0 B"), (999, "999 B"), (14_240, "14.2 kB"), (3_000_000, "3 MB")]
)
def test_sizes_have_a_unit(octets: int, words: str) -> None:
    assert formats.size(octets) == words


def test_nothing_is_a_dash() -> None:
    template = "{{ x|money }}{{ x|day }}{{ x|moment }}{{ x|size }}{% when x %}{{ x|number }}"
    assert Template(template).render(Context({"x": None})) == "—————"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (PageRange(1, 50, 12431, 50), "1–50 of 12,431"),
        (PageRange(249, 50, 12431, 31), "12,401–12,431 of 12,431"),
        (PageRange(1, 50, 100_000, 50, exact=False), "1–50 of more than 100,000"),
        (PageRange(3, 50, 12, 0), "No rows on this page"),
    ],
)
def test_paging_says_which_rows(page: PageRange, words: str) -> None:
    assert page.text == words


def test_pages_have_neighbours_only_where_there_are_rows() -> None:
    first, last = PageRange(1, 50, 80, 50), PageRange(2, 50, 80, 30)
    assert (first.previous, first.next, last.previous, last.next) == (None, 2, 1, None)
    assert PageRange(2001, 50, 100_000, 50, exact=False).next == 2002


def test_addresses_keep_what_they_do_not_change() -> None:
    request = RequestFactory().get("/assets?q=a%26b&status=LOST&status=RETIRED&page=3")
    template = (
        "{% url_with page=2 %} {% url_with page=None q='' %} {% url_without 'status' 'LOST' %}"
    )
    with_page, without, one_less = (
        Template(f"{{% autoescape off %}}{template}{{% endautoescape %}}")
        .render(Context({"request": request}))
        .split(" ")
    )
    assert with_page == "?q=a%26b&status=LOST&status=RETIRED&page=2"
    assert without == "?status=LOST&status=RETIRED"
    assert one_less == "?q=a%26b&status=RETIRED"


def test_an_address_without_anything_left_is_the_page_itself() -> None:
    request = RequestFactory().get("/assets?status=LOST&page=3")
    template = Template("{% url_without 'status' %}")
    assert template.render(Context({"request": request})) == "/assets"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Grace Hopper", "GH"), ("Ángel", "Á"), ("María José Ruiz", "MR"), ("", "?"), ("👩‍💻 1", "?")],
)
def test_initials_are_letters(name: str, letters: str) -> None:
    markup = Template("{{ name|initials }}").render(Context({"name": name}))
    assert markup == letters
