"""GET /api/assets: envelope, search, filters, sorts, archived slice"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.domains.assets.actions.catalogue import archive_category, archive_model
from lazyit.domains.assets.actions.locations import archive_location
from lazyit.domains.assets.tests.told import refusal
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel import clock
from tests.builders import Api, api_with, make_member
from tests.register import assign, make_asset, make_category, make_location, make_model

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def names(api: Api, **query: Any) -> list[str]:
    answer = api.get("/api/assets", **{"sort": "name", **query})
    assert answer.status_code == 200, answer.content
    return [item["name"] for item in answer.json()["items"]]


def test_the_envelope_counts_what_matches(api: Api) -> None:
    for n in range(5):
        make_asset(name=f"A{n}")
    body = api.get("/api/assets", limit=2, offset=2).json()
    assert (body["total"], body["limit"], body["offset"], len(body["items"])) == (5, 2, 2, 2)
    assert "totalExact" not in body


def test_rows_are_lean(api: Api) -> None:
    make_asset(specs={"ram": "1"})
    [row] = api.get("/api/assets").json()["items"]
    assert "specs" not in row
    assert {"purchaseCost", "salvageValue", "usefulLifeMonths", "activeAssignments"} <= row.keys()


def test_page_and_offset_and_limit(api: Api) -> None:
    for n in range(5):
        make_asset(name=f"A{n}")
    assert names(api, limit=2, page=3) == ["A4"]
    assert names(api, limit=2, page=3, offset=0) == ["A0", "A1"]
    for wrong in ({"limit": 201}, {"limit": 0}, {"offset": -1}, {"page": 0}, {"limit": "x"}):
        assert api.get("/api/assets", **wrong).status_code == 400, wrong


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("laptop", ["Grace’s Laptop"]),
        ("LAP grac", ["Grace’s Laptop"]),
        ("nunez", ["Equipo de Núñez"]),
        ("NÚÑEZ", ["Equipo de Núñez"]),
        ("SN-77", ["Grace’s Laptop"]),
        ("lz-0042", ["Equipo de Núñez"]),
        ("thinkpad", ["Equipo de Núñez"]),
        ("lenovo eq", ["Equipo de Núñez"]),
        ("100%", ["Disk 100% full"]),
        ("k_1", []),
        ("nothing", []),
    ],
)
def test_search_finds_words_anywhere(api: Api, words: str, found: list[str]) -> None:
    model = make_model(name="ThinkPad", manufacturer="Lenovo")
    make_asset(name="Grace’s Laptop", serial="SN-7742")
    make_asset(name="Equipo de Núñez", asset_tag="LZ-0042", model_id=model.pk)
    make_asset(name="Disk 100% full")
    assert names(api, q=words) == found


def test_a_renamed_model_is_found_by_its_new_name(api: Api) -> None:
    model = make_model(name="Old name")
    make_asset(name="One", model_id=model.pk)
    api.patch(f"/api/asset-models/{model.pk}", {"name": "New name"})
    assert (names(api, q="new name"), names(api, q="old name")) == (["One"], [])


def test_searches_that_are_too_long_or_unstorable_are_refused(api: Api) -> None:
    assert refusal(api.get("/api/assets", q="x" * 201))[2] == ["q"]
    assert refusal(api.get("/api/assets", q="a\0b"))[2] == ["q"]


def test_status_takes_several(api: Api) -> None:
    for status in ("OPERATIONAL", "LOST", "RETIRED"):
        make_asset(name=status, status=status)
    assert names(api, status="LOST,RETIRED") == ["LOST", "RETIRED"]
    assert names(api, status=["LOST", "RETIRED", "LOST"]) == ["LOST", "RETIRED"]
    assert refusal(api.get("/api/assets", status="LOST,BROKEN"))[2] == ["status"]


def test_company_is_exact_and_may_hold_commas(api: Api) -> None:
    make_asset(name="One", company="Acme, Inc.")
    make_asset(name="Two", company="Acme")
    assert names(api, company="Acme, Inc.") == ["One"]
    assert names(api, company=["Acme, Inc.", "Acme"]) == ["One", "Two"]


def test_category_and_model(api: Api) -> None:
    category = make_category()
    model = make_model(category_id=category.pk)
    make_asset(name="One", model_id=model.pk)
    make_asset(name="Two")
    assert names(api, categoryId=category.pk) == names(api, modelId=model.pk) == ["One"]
    assert names(api, category=category.pk, model=model.pk) == ["One"]
    assert names(api, modelId="unknown") == []
    assert refusal(api.get("/api/assets", modelId="not an id"))[2] == ["modelId"]


def test_filtering_by_an_archived_parent_finds_nothing(api: Api) -> None:
    category, place = make_category(), make_location()
    model = make_model(category_id=category.pk)
    make_asset(model_id=model.pk, location_id=place.pk)
    archive_category(actor=SYSTEM, category_id=category.pk)
    archive_location(actor=SYSTEM, location_id=place.pk)
    assert names(api, categoryId=category.pk) == names(api, locationId=place.pk) == []
    assert names(api, withinLocationId=place.pk) == []
    archive_model(actor=SYSTEM, model_id=model.pk)
    assert names(api, modelId=model.pk) == []


def test_location_exactly_or_with_all_inside(api: Api) -> None:
    city = make_location()
    room = make_location(parent_id=make_location(parent_id=city.pk).pk)
    make_asset(name="In the city", location_id=city.pk)
    make_asset(name="In the room", location_id=room.pk)
    assert names(api, locationId=city.pk) == ["In the city"]
    assert names(api, withinLocationId=city.pk) == ["In the city", "In the room"]


def test_owner_and_ownership(api: Api, member: Person) -> None:
    assign(make_asset(name="Held"), member)
    make_asset(name="Free")
    assert names(api, ownership="HAS") == names(api, assignedToUserId=member.pk) == ["Held"]
    assert names(api, ownership="NONE") == ["Free"]
    assert names(api, ownership="NONE", owner=member.pk) == ["Held"]
    assert names(api, assignedToUserId=make_member().pk) == []
    assert refusal(api.get("/api/assets", ownership="MAYBE"))[2] == ["ownership"]
    assert refusal(api.get("/api/assets", assignedToUserId="x"))[2] == ["assignedToUserId"]


def test_released_owners_do_not_count(api: Api, member: Person) -> None:
    hold = assign(make_asset(name="Was held"), member)
    api.patch(f"/api/asset-assignments/{hold.pk}/release", {})
    assert names(api, ownership="NONE") == ["Was held"]


@pytest.mark.parametrize(
    ("days", "expiring", "expired"),
    [(-1, False, True), (0, False, False), (1, True, False), (90, True, False), (91, False, False)],
)
def test_warranty_windows(api: Api, days: int, *, expiring: bool, expired: bool) -> None:
    make_asset(name="One", warranty_end=clock.today() + timedelta(days=days))
    assert bool(names(api, warranty="expiring90d")) is expiring
    assert bool(names(api, warranty="expired")) is expired


def test_sorts_fold_accents_and_break_ties_by_id(api: Api) -> None:
    for name in ("Zeta", "ángel", "Angela", "Ángel"):
        make_asset(name=name)
    found = names(api)
    assert found[2:] == ["Angela", "Zeta"]
    assert {"ángel", "Ángel"} == set(found[:2])
    assert names(api, dir="desc") == found[::-1]


@pytest.mark.parametrize("sort", ["name", "assetTag", "serial", "status", "createdAt", "updatedAt"])
def test_every_sort_pages_without_gaps(api: Api, sort: str) -> None:
    ids = {make_asset(serial=f"S{n}" if n % 2 else None).pk for n in range(7)}
    for direction in ("asc", "desc"):
        pages = [
            api.get("/api/assets", sort=sort, dir=direction, limit=3, page=p).json()["items"]
            for p in (1, 2, 3)
        ]
        assert {row["id"] for page in pages for row in page} == ids


def test_newest_first_unless_told_otherwise(api: Api) -> None:
    for name in ("Old", "New"):
        make_asset(name=name)
    assert [row["name"] for row in api.get("/api/assets").json()["items"]] == ["New", "Old"]


@pytest.mark.parametrize(
    ("query", "path"),
    [({"sort": "specs"}, "sort"), ({"dir": "up"}, "dir"), ({"surprise": "1"}, "surprise")],
)
def test_wrong_parameters_are_named(api: Api, query: dict[str, str], path: str) -> None:
    assert refusal(api.get("/api/assets", **{"sort": "name", **query}))[::2] == (400, [path])


def test_the_archived_slice_is_apart_and_for_deleters(api: Api) -> None:
    make_asset(name="Live")
    archive_asset(actor=SYSTEM, asset_id=make_asset(name="Gone").pk)
    assert names(api) == ["Live"]
    assert names(api, deleted="only") == names(api, archived="only") == ["Gone"]
    assert names(api, deleted="only", q="gone") == ["Gone"]
    assert names(api, q="gone") == []
    assert api.get("/api/assets", deleted="all").status_code == 400
    assert api_with("asset:read").get("/api/assets", deleted="only").status_code == 403
