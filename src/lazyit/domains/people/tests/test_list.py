"""GET /api/users and /api/users/role-counts"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lazyit.foundation.accounts.models import Person
from tests.builders import Api, api_as, api_with, make_administrator, make_member, make_person
from tests.counting import assert_query_count
from tests.register import assign

pytestmark = pytest.mark.django_db
COUNTS = Path(__file__).with_name("queries.json")


@pytest.fixture
def reader() -> Api:
    return api_with("user:read")


def names(api: Api, **query: Any) -> list[str]:
    answer = api.get("/api/users", **query)
    assert answer.status_code == 200, answer.content
    return [f"{p['firstName']} {p['lastName']}" for p in answer.json()["items"]]


def test_rows_say_who_and_how_much_they_hold(reader: Api) -> None:
    boss = make_person(first_name="Grace", last_name="Hopper")
    person = make_member(manager=boss, username="ada", employee_number="E-7")
    assign(person=person)
    assign(person=person)
    row = reader.get("/api/users", ids=person.pk).json()["items"][0]
    assert row["assetsInPossession"] == 2
    assert row["manager"] == {
        "type": "user",
        "id": str(boss.pk),
        "firstName": "Grace",
        "lastName": "Hopper",
        "isOffboarded": False,
    }
    assert (row["role"], row["username"], row["legajo"]) == ("MEMBER", "ada", "E-7")
    assert row["isActive"] is True
    assert row["directoryOnly"] is False


def test_a_manager_outside_is_a_name(reader: Api) -> None:
    person = make_person(manager_name="Somebody Else")
    row = reader.get("/api/users", ids=person.pk).json()["items"][0]
    assert row["manager"] == {"type": "external", "name": "Somebody Else"}


def test_every_word_must_match_some_column(reader: Api) -> None:
    make_person(first_name="Ángel", last_name="Núñez", username="anunez")
    make_person(first_name="Angela", last_name="Davis")
    assert names(reader, q="angel") == ["Angela Davis", "Ángel Núñez"]
    assert names(reader, q="nunez angel") == ["Ángel Núñez"]
    assert names(reader, q="angel %") == []


def test_names_sort_without_accents(reader: Api) -> None:
    for first in ("Zoe", "Ángel", "Bob"):
        make_person(first_name=first, last_name="X")
    assert names(reader, sort="firstName") == ["Ángel X", "Bob X", "Zoe X"]


def test_last_names_sort_without_accents(reader: Api) -> None:
    for last in ("Zapata", "Álvarez", "Brown"):
        make_person(first_name="X", last_name=last)
    assert names(reader, sort="lastName", dir="desc") == ["X Zapata", "X Brown", "X Álvarez"]


def test_filters_combine(reader: Api) -> None:
    make_administrator(first_name="A", last_name="One")
    make_member(first_name="B", last_name="Two", is_active=False)
    make_person(first_name="C", last_name="Three", directory_only=True)
    assert names(reader, role="ADMIN,MEMBER", sort="name") == ["A One", "B Two"]
    assert names(reader, isActive="false") == ["B Two"]
    assert names(reader, directoryOnly="true") == ["C Three"]
    assert names(reader, role="MEMBER", isActive="true") == []


def test_reports_are_found_by_their_manager(reader: Api) -> None:
    boss = make_person()
    make_person(first_name="R", last_name="Eport", manager=boss)
    assert names(reader, managerId=boss.pk) == ["R Eport"]


@pytest.mark.parametrize(
    "query",
    [
        {"role": "OWNER"},
        {"ids": "nonsense"},
        {"managerId": "7"},
        {"sort": "password"},
        {"limit": 201},
        {"nonsense": "1"},
        {"q": "x" * 201},
        {"q": "\x00"},
    ],
)
def test_wrong_parameters_are_refused(reader: Api, query: dict[str, Any]) -> None:
    answer = reader.get("/api/users", **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == next(iter(query))


def test_archived_people_are_for_those_who_manage(reader: Api, admin: Person) -> None:
    make_person(first_name="Gone", last_name="By", deleted_at="2026-01-01T00:00:00Z")
    assert "Gone By" not in names(reader)
    assert names(api_as(admin), deleted="only") == ["Gone By"]
    assert reader.get("/api/users", deleted="only").status_code == 403


def test_without_the_permission_nobody_reads() -> None:
    assert api_with("asset:read").get("/api/users").status_code == 403
    assert Api().get("/api/users").status_code == 401


def test_roles_are_counted(reader: Api, admin: Person, member: Person) -> None:
    make_person(deleted_at="2026-01-01T00:00:00Z")
    make_person(is_active=False)
    assert reader.get("/api/users/role-counts").json() == {"ADMIN": 1, "MEMBER": 1, "VIEWER": 1}


def test_a_page_of_any_size_takes_as_many_queries(reader: Api) -> None:
    boss = make_person()
    for _n in range(5):
        assign(person=make_person(manager=boss))
    assert_query_count(COUNTS, "GET /api/users", lambda: reader.get("/api/users"))
    assert_query_count(COUNTS, "GET /api/users?q", lambda: reader.get("/api/users", q="robin"))
