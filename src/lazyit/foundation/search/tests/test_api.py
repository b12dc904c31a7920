"""GET /api/search"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.search.spelling import _remember
from tests.builders import Api, make_person
from tests.register import make_asset, make_location, make_model

ADDRESS = "/api/search"
_AS_QUERIES = """
SELECT count((pg_catalog.quote_literal(public.lazyit_fold(letter)) || ':*')::pg_catalog.tsquery)
FROM unnest(%s::text[]) AS letter
"""
READ_ALL = ("search:read", "asset:read", "assetModel:read", "location:read", "user:read")


@pytest.fixture
def seeker(api_with: Callable[..., Api]) -> Api:
    return api_with(*READ_ALL)


def items(api: Api, **query: Any) -> list[dict[str, str]]:
    answer = api.get(ADDRESS, **query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, str]] = answer.json()["items"]
    return found


def titles(api: Api, **query: Any) -> list[str]:
    return [item["title"] for item in items(api, **query)]


def test_a_hit_says_what_it_is_and_where(seeker: Api) -> None:
    model = make_model(name="Latitude", manufacturer="Dell")
    asset = make_asset(name="Reception", asset_tag="IT-7", model_id=model.pk)
    [hit] = items(seeker, q="reception")
    assert hit == {
        "kind": "asset",
        "id": asset.pk,
        "title": "Reception",
        "subtitle": "IT-7 · Latitude",
        "url": f"/assets/{asset.pk}",
    }


def test_the_likeliest_comes_first(seeker: Api) -> None:
    make_asset(name="A spare for madrid")
    make_asset(name="Old amadridium")
    make_location(name="Madrid, 2nd floor")
    make_asset(name="Zebra", asset_tag="Madrid")
    expected = ["Zebra", "Madrid, 2nd floor", "A spare for madrid", "Old amadridium"]
    assert titles(seeker, q="MADRID") == expected


@pytest.mark.parametrize("value", ["SN-00/1", "tag 1", "sn-00/1", "Tag 1"])
def test_an_exact_serial_or_tag_leads(seeker: Api, value: str) -> None:
    make_asset(name=f"{value} replacement")
    make_asset(name="The one", serial="SN-00/1", asset_tag="TAG 1")
    assert titles(seeker, q=value)[0] == "The one"


def test_an_exact_email_leads(seeker: Api) -> None:
    make_asset(name="ana@example.com gave this")
    make_person(first_name="Ana", last_name="Ruiz", email="ana@example.com")
    assert titles(seeker, q="ANA@example.com")[0] == "Ana Ruiz"


def test_accents_do_not_matter(seeker: Api) -> None:
    make_location(name="Bogotá")
    assert titles(seeker, q="bogota") == titles(seeker, q="BOGOTÁ") == ["Bogotá"]


def test_every_word_must_occur(seeker: Api) -> None:
    make_asset(name="Laptop finance")
    make_asset(name="Laptop sales")
    assert titles(seeker, q="sal lap") == ["Laptop sales"]


def test_a_misspelt_word_still_finds(seeker: Api) -> None:
    make_location(name="Warehouse")
    _remember(["warehouse"])
    answer = seeker.get(ADDRESS, q="wharehose").json()
    assert answer["respelt"] == "warehouse"
    assert [item["title"] for item in answer["items"]] == ["Warehouse"]


@pytest.mark.django_db(transaction=True)
def test_words_are_learnt_from_what_is_written(seeker: Api) -> None:
    make_asset(name="Oscilloscope")
    assert titles(seeker, q="osciloscope") == ["Oscilloscope"]


def test_a_long_query_is_taken_as_it_is(seeker: Api) -> None:
    make_location(name="Warehouse")
    _remember(["warehouse"])
    answer = seeker.get(ADDRESS, q="wharehose " * 7).json()
    assert answer == {"items": [], "respelt": None}


def test_nothing_is_respelt_while_something_matches(seeker: Api) -> None:
    make_asset(name="Lenov")
    make_asset(name="Lenovo")
    assert seeker.get(ADDRESS, q="lenov").json()["respelt"] is None


def test_only_kinds_that_the_caller_may_read(api_with: Callable[..., Api]) -> None:
    make_asset(name="Berlin laptop")
    make_person(first_name="Berlin", last_name="Smith")
    make_location(name="Berlin")
    assert titles(api_with("search:read", "location:read"), q="berlin") == ["Berlin"]
    assert titles(api_with("search:read"), q="berlin") == []


def test_people_only_for_those_who_may_see_people(
    api_as: Callable[[Person], Api], viewer: Person, member: Person
) -> None:
    make_person(first_name="Berlin", last_name="Smith")
    assert titles(api_as(viewer), q="berlin") == []
    assert titles(api_as(member), q="berlin") == ["Berlin Smith"]


def test_nobody_without_the_permission(api_with: Callable[..., Api]) -> None:
    make_asset(name="Berlin laptop")
    answer = api_with("asset:read").get(ADDRESS, q="berlin")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_nobody_without_signing_in(db: None) -> None:
    assert Api().get(ADDRESS, q="berlin").status_code == 401


def test_archived_records_are_not_found(seeker: Api) -> None:
    asset = make_asset(name="Berlin laptop", serial="S1")
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    assert titles(seeker, q="berlin") == titles(seeker, q="S1") == []


def test_entities_choose_kinds_and_unknown_ones_are_ignored(seeker: Api) -> None:
    make_asset(name="Berlin laptop")
    make_location(name="Berlin")
    make_person(first_name="Berlin", last_name="Smith")
    assert titles(seeker, q="berlin", entities="locations,vaults") == ["Berlin"]
    assert titles(seeker, q="berlin", entities="asset, users") == ["Berlin laptop", "Berlin Smith"]
    assert titles(seeker, q="berlin", entities="vaults") == []


def test_the_limit_is_kept_within_bounds(seeker: Api) -> None:
    for n in range(52):
        make_asset(name=f"Berlin {n:02}")
    assert len(items(seeker, q="berlin")) == 20
    assert titles(seeker, q="berlin", limit=2) == ["Berlin 00", "Berlin 01"]
    assert [len(items(seeker, q="berlin", limit=n)) for n in (0, -3, 99)] == [1, 1, 50]


def test_the_order_is_stable_for_equal_titles(seeker: Api) -> None:
    ids = [make_asset(name="Twin").pk for _ in range(5)]
    assert [item["id"] for item in items(seeker, q="twin")] == ids


@pytest.mark.parametrize("query", ["", "   ", "%", "_", "\\", "'", "\u061c", "—"])
def test_what_has_no_letter_or_digit_finds_nothing(seeker: Api, query: str) -> None:
    make_asset(name="100% _ \\ ' —")
    assert items(seeker, q=query) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [("100%", ["100% wool"]), ("a_b", ["a_b"]), ("100％", ["100% wool"]), ("c:\\x", ["c:\\x"])],
)
def test_wildcards_are_literal(seeker: Api, query: str, expected: list[str]) -> None:
    for name in ("100% wool", "1000 wool", "a_b", "axb", "c:\\x"):
        make_asset(name=name)
    assert titles(seeker, q=query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "a' OR 1=1 --",
        "x:* & !y | (z <-> w)",
        "\\'a",
        "a\\",
        "<script>alert(1)</script>",
        "\u202egnal\u202c",
        "👩🏽‍💻 ½ ŉ ﷺ",
        "z" * 200,
        " ".join("ab" for _ in range(66)),
    ],
)
def test_hostile_queries_are_only_text(seeker: Api, query: str) -> None:
    make_asset(name="Laptop")
    assert items(seeker, q=query) == []


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"q": "x" * 201}, "q"),
        ({"q": "a\x00b"}, "q"),
        ({"q": "a", "limit": "ten"}, "limit"),
        ({"q": "a", "limit": "1" * 30}, "limit"),
        ({"q": "a", "page": "2"}, "page"),
    ],
)
def test_wrong_parameters_are_named(seeker: Api, query: dict[str, str], path: str) -> None:
    answer = seeker.get(ADDRESS, **query)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)


def test_every_letter_of_every_script_can_be_searched(db: None) -> None:
    letters = [chr(n) for n in range(0x80, 0x30000) if chr(n).isalnum()]
    with connection.cursor() as cursor:
        cursor.execute(_AS_QUERIES, [letters])
        assert cursor.fetchone() == (len(letters),)


def test_a_search_takes_a_few_queries(seeker: Api) -> None:
    make_asset(name="Berlin laptop")
    with CaptureQueriesContext(connection) as queries:
        items(seeker, q="berlin")
    assert len(queries) <= 7
