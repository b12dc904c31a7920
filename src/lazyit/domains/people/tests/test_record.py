"""POST /api/users; GET, PATCH /api/users/:id; history and assignments"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.rbac.models import Role
from tests.builders import Api, api_as, api_with, make_administrator, make_person
from tests.counting import assert_query_count
from tests.register import assign, make_asset

from .test_list import COUNTS

pytestmark = pytest.mark.django_db
NEW = {"firstName": "Ada", "lastName": "Lovelace", "email": "Ada@Example.com"}
HOSTILE = "<script>alert(1)</script> \u202eevil\u202c 👩‍💻 =1+1"


@pytest.fixture
def api(admin: Person) -> Api:
    return api_as(admin)


def events(person: Person) -> list[tuple[str, Any]]:
    rows = PersonHistory.objects.filter(subject=person).order_by("id")
    return [(row.event, row.payload) for row in rows]


def state() -> list[dict[str, Any]]:
    people = Person.objects.order_by("pk").values()
    return [*people, *PersonHistory.objects.order_by("pk").values()]


def test_create_shows_the_temporary_password_once(api: Api, admin: Person) -> None:
    answer = api.post("/api/users", NEW)
    body = answer.json()
    assert answer.status_code == 201
    assert answer["ETag"] == '"1"'
    person = Person.objects.get(pk=body["id"])
    assert person.check_password(body["temporaryPassword"])
    assert person.must_change_password
    assert (body["email"], body["role"]) == ("ada@example.com", "VIEWER")
    assert events(person) == [("CREATED", {"role": "VIEWER"})]
    assert PersonHistory.objects.get(subject=person).person == admin
    assert "temporaryPassword" not in api.get(f"/api/users/{person.pk}").json()


def test_create_with_everything(api: Api) -> None:
    boss = make_person()
    more = {"role": "MEMBER", "username": "ADA", "legajo": "L-1"}
    body = api.post("/api/users", {**NEW, **more, "manager": {"managerId": str(boss.pk)}}).json()
    assert (body["role"], body["username"], body["legajo"]) == ("MEMBER", "ada", "L-1")
    assert body["manager"]["id"] == str(boss.pk)


def test_hostile_names_are_kept_as_they_are(api: Api) -> None:
    body = api.post("/api/users", {**NEW, "firstName": HOSTILE[:100]}).json()
    assert body["firstName"] == HOSTILE[:100]
    assert api.get("/api/users", q="alert").json()["total"] == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"firstName": " "}, "firstName"),
        ({"lastName": "x" * 101}, "lastName"),
        ({"firstName": "a\x00b"}, "firstName"),
        ({"email": "nonsense"}, "email"),
        ({"email": None}, "email"),
        ({"role": "OWNER"}, "role"),
        ({"isAdmin": True}, "isAdmin"),
        ({"externalId": "x"}, "externalId"),
        ({"manager": {"managerId": "nonsense"}}, "manager.managerId"),
        ({"manager": {"managerId": str(uuid4())}}, "manager.managerId"),
        ({"manager": {"managerId": str(uuid4()), "managerName": "B"}}, "manager"),
        ({"manager": {"managerName": "x" * 201}}, "manager.managerName"),
        ({"username": "x" * 101}, "username"),
        ({"legajo": 7}, "legajo"),
    ],
)
def test_wrong_values_are_refused(api: Api, change: dict[str, Any], path: str) -> None:
    before = state()
    answer = api.post("/api/users", {**NEW, **change})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == path
    assert state() == before


@pytest.mark.parametrize("key", ["email", "username", "legajo"])
def test_a_taken_value_is_a_conflict(api: Api, key: str) -> None:
    make_person(email="ada@example.com", username="ada", employee_number="L-1")
    value = {"email": "ADA@example.com", "username": "Ada", "legajo": "L-1"}[key]
    before = state()
    answer = api.post("/api/users", {**NEW, "email": "b@example.com", key: value})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["path"] == key
    assert state() == before


def test_an_archived_person_frees_their_address(api: Api) -> None:
    make_person(email="ada@example.com", deleted_at="2026-01-01T00:00:00Z")
    assert api.post("/api/users", NEW).status_code == 201


def test_a_record_has_its_free_attributes(api: Api) -> None:
    person = make_person(directory_only=True, directory_attributes={"department": "IT"})
    assert api.get(f"/api/users/{person.pk}").json()["directoryAttrs"] == {"department": "IT"}


def test_nobody_reads_what_is_not_there(api: Api) -> None:
    gone = make_person(deleted_at="2026-01-01T00:00:00Z")
    for person_id in (gone.pk, uuid4(), "nonsense", "x" * 36, "7"):
        assert api.get(f"/api/users/{person_id}").status_code == 404


def test_an_edit_tells_history_what_changed(api: Api, admin: Person) -> None:
    person = make_person(first_name="Ada", employee_number="E1")
    body = {"firstName": "Adah", "legajo": None, "role": "MEMBER", "isActive": False}
    answer = api.patch(f"/api/users/{person.pk}", body)
    assert answer.status_code == 200
    assert answer.json()["firstName"] == "Adah"
    assert events(person) == [
        ("ROLE_CHANGED", {"from": "VIEWER", "to": "MEMBER"}),
        ("DEACTIVATED", None),
        (
            "UPDATED",
            {
                "fields": {
                    "first_name": {"from": "Ada", "to": "Adah"},
                    "employee_number": {"from": "E1", "to": None},
                }
            },
        ),
    ]


def test_a_manager_can_be_cleared(api: Api) -> None:
    person = make_person(manager=make_person(first_name="Old", last_name="Boss"))
    assert api.patch(f"/api/users/{person.pk}", {"manager": None}).json()["manager"] is None
    [(event, payload)] = events(person)
    assert event == "MANAGER_CHANGED"
    assert payload["from"]["name"] == "Old Boss"
    assert payload["to"] is None


def test_one_wrong_part_undoes_the_whole_edit(api: Api) -> None:
    person = make_person()
    before = state()
    answer = api.patch(f"/api/users/{person.pk}", {"role": "MEMBER", "email": "nonsense"})
    assert answer.status_code == 400
    assert state() == before


@pytest.mark.parametrize("body", [{}, {"isActive": None}, {"isActive": "no"}, {"role": None}])
def test_an_edit_of_nothing_or_nonsense_is_refused(api: Api, body: dict[str, Any]) -> None:
    person = make_person()
    before = state()
    assert api.patch(f"/api/users/{person.pk}", body).status_code == 400
    assert state() == before


def test_a_stale_edit_is_refused(api: Api) -> None:
    person = make_person(version=3)
    before = state()
    for body in ({"firstName": "B"}, {"role": "MEMBER"}, {"isActive": False}):
        answer = api.patch(f"/api/users/{person.pk}", body, if_match='"2"')
        assert answer.status_code == 412
        assert answer.json()["currentVersion"] == 3
    assert state() == before


def test_nobody_becomes_their_own_manager(api: Api) -> None:
    boss = make_person()
    report = make_person(manager=boss)
    before = state()
    for manager in (boss, report):
        body = {"manager": {"managerId": str(manager.pk)}}
        assert api.patch(f"/api/users/{boss.pk}", body).status_code == 400
    assert state() == before


def test_nobody_changes_their_own_role_or_activity(api: Api, admin: Person) -> None:
    make_administrator()
    before = state()
    for body in ({"role": "MEMBER"}, {"isActive": False}):
        answer = api.patch(f"/api/users/{admin.pk}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "own_account")
    assert state() == before


def test_the_last_administrator_stays(admin: Person) -> None:
    manager = make_person(role="MEMBER")
    other = api_of_manager(manager)
    before = state()
    for body in ({"role": "VIEWER"}, {"isActive": False}):
        answer = other.patch(f"/api/users/{admin.pk}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    assert state() == before


def api_of_manager(person: Person) -> Api:
    Role.objects.filter(pk="MEMBER").update(permissions=["user:read", "user:manage"])
    return api_as(person)


def test_a_directory_person_keeps_their_role(api: Api) -> None:
    person = make_person(directory_only=True)
    before = state()
    assert api.patch(f"/api/users/{person.pk}", {"role": "MEMBER"}).status_code == 400
    assert state() == before


def test_only_who_manages_people_writes(member: Person) -> None:
    person, api = make_person(), api_as(member)
    before = state()
    assert api.post("/api/users", NEW).status_code == 403
    assert api.patch(f"/api/users/{person.pk}", {"firstName": "B"}).status_code == 403
    assert api.get(f"/api/users/{person.pk}/history").status_code == 403
    assert state() == before


def test_history_is_read_newest_first_by_cursor(api: Api, admin: Person) -> None:
    person = make_person()
    for name in ("A", "B", "C"):
        api.patch(f"/api/users/{person.pk}", {"firstName": name})
    rows = api.get(f"/api/users/{person.pk}/history", limit=2).json()
    assert [r["payload"]["fields"]["firstName"]["to"] for r in rows] == ["C", "B"]
    assert rows[0]["actor"] == {"type": "person", "id": str(admin.pk), "name": "Ada Admin"}
    older = api.get(f"/api/users/{person.pk}/history", before=rows[1]["id"]).json()
    assert [r["payload"]["fields"]["firstName"]["to"] for r in older] == ["A"]


def test_assignments_show_what_somebody_holds_and_held(api: Api) -> None:
    person = make_person()
    held = assign(make_asset(name="Laptop"), person)
    [row] = api.get(f"/api/users/{person.pk}/assignments", activeOnly="true").json()
    assert (row["id"], row["asset"]["name"]) == (held.pk, "Laptop")


def test_assets_stay_hidden_from_those_who_may_not_read_them() -> None:
    person = make_person()
    assign(person=person)
    [row] = api_with("user:read").get(f"/api/users/{person.pk}/assignments").json()
    assert row["asset"] is None


def test_one_record_takes_as_many_queries_as_ever(api: Api) -> None:
    person = make_person(manager=make_person())
    for _n in range(3):
        assign(person=person)
    path = f"/api/users/{person.pk}"
    assert_query_count(COUNTS, "GET /api/users/:id", lambda: api.get(path))
    assert_query_count(
        COUNTS, "GET /api/users/:id/assignments", lambda: api.get(f"{path}/assignments")
    )
