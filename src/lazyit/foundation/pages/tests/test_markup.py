from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages import navigation
from lazyit.foundation.pages.charts import Point, chart

HOSTILE = "\" onfocus=alert(1) x='><script>alert(1)</script>{{ -7|add:-7 }}&amp;"
ESCAPED_QUOTES = ("&quot; onfocus", "&#x27;&gt;&lt;script&gt;")
COMPONENTS = [
    '<c-button label="{{ x }}" href="{{ x }}" key="{{ x }}" data-x="{{ x }}">{{ x }}</c-button>',
    '<c-button :data-x="x" :title="x" />',
    '<c-chip label="{{ x }}" remove="{{ x }}">{{ x }}</c-chip>',
    '<c-copy value="{{ x }}" />',
    '<c-copy :value="x" />',
    '<c-who name="{{ x }}" href="{{ x }}" preview="{{ x }}" />',
    '<c-fact label="{{ x }}" edit="{{ x }}" key="{{ x }}">{{ x }}</c-fact>',
    '<c-event :changes="changes" note="{{ x }}">{{ x }}</c-event>',
    '<c-empty title="{{ x }}" text="{{ x }}" />',
    '<c-secret value="{{ x }}" title="{{ x }}" filename="{{ x }}" />',
    '<c-search value="{{ x }}" placeholder="{{ x }}" />',
    '<c-filter id="f" name="n" label="{{ x }}" :options="pairs" :chosen="chosen" />',
    '<c-picker name="p" id="p" url="{{ x }}" value="{{ x }}" text="{{ x }}" second="{{ x }}" />',
    '<c-bars :series="points" title="{{ x }}" />',
    '<c-donut :series="points" title="{{ x }}" />',
    '<c-progress :done="1" :total="2" label="{{ x }}" detail="{{ x }}" />',
    '<c-problem title="{{ x }}" request_id="{{ x }}">{{ x }}</c-problem>',
    '<c-dialog id="d" title="{{ x }}" action="{{ x }}">{{ x }}</c-dialog>',
    '<c-attention-row href="{{ x }}" :count="3">{{ x }}</c-attention-row>',
    "{{ x|stripped }}",
    "<a{{ x|swaps }}></a>",
]


@pytest.mark.parametrize("source", COMPONENTS)
def test_hostile_text_stays_text(source: str) -> None:
    template = engines["django"].from_string(CottonCompiler().process(source))
    context = {
        "x": HOSTILE,
        "changes": [{"label": HOSTILE, "before": HOSTILE, "after": HOSTILE}],
        "pairs": [(HOSTILE, HOSTILE)],
        "chosen": [HOSTILE],
        "points": [Point(HOSTILE, 1, url=HOSTILE)],
    }
    markup = template.render(context, RequestFactory().get("/"))
    assert "<script" not in markup
    assert "-14" not in markup  # no token of a form has a hyphen
    assert not re.search(r"<[^>\"]*(\"[^\"]*\"[^>\"]*)*\sonfocus=", markup)
    assert "onfocus=" in markup  # it is there, as text


def test_a_slice_starts_where_the_one_before_ended() -> None:
    drawn = chart([Point("a", 3), Point("b", 1)])
    assert [s.share for s in drawn.slices] == [0.75, 0.25]
    assert [s.offset for s in drawn.slices] == ["25.00", "-50.00"]
    assert [s.length for s in drawn.slices] == ["100.00", "33.33"]


def test_a_chart_of_nothing_is_empty() -> None:
    assert chart([Point("a", 0)]).slices[0].share == 0
    assert chart([]).total == 0


def test_every_place_and_command_leads_somewhere_by_a_letter_of_its_own() -> None:
    everybody = Actor.system()
    places = navigation.places_for(everybody)
    assert all(place.url for place in places)
    assert all(command.url for command in navigation.commands_for(everybody))
    letters = [place.key for place in places if place.key]
    assert len(letters) == len(set(letters))


@pytest.mark.django_db
def test_the_rail_shows_what_the_actor_may_open(
    gallery: None, client_as: Callable[[Person], Client], viewer: Person, admin: Person
) -> None:
    seen = client_as(viewer).get("/gallery/list").content.decode()
    assert "Imports" in client_as(admin).get("/gallery/list").content.decode()
    assert "Imports" not in seen
    assert re.search(r'href="/gallery/list" title="Assets" aria-current="page"', seen)


@pytest.mark.django_db
def test_the_palette_finds_places_without_accents(
    gallery: None, client_as: Callable[[Person], Client], viewer: Person
) -> None:
    found = client_as(viewer).get("/palette", {"q": "ássets"}).content.decode()
    assert 'href="/gallery/list"' in found
    assert "Nothing found" in client_as(viewer).get("/palette?q=zzz%00").content.decode()


@pytest.mark.django_db
def test_the_palette_is_for_people_who_signed_in() -> None:
    assert Client().get("/palette").status_code == 302
