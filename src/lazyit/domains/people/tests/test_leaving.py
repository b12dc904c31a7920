"""DELETE /api/users/:id, POST …/offboard, /restore, /reset-password, /provision-local-account"""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.domains.assets.models import AssetHistory, Assignment
from lazyit.foundation.accounts.models import Person, PersonHistory, Session
from tests.builders import (
    Api,
    api_as,
    make_administrator,
    make_member,
    make_person,
    signed_in,
)
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(admin: Person) -> Api:
    return api_as(admin)


def state() -> list[Any]:
    tables = (Person, PersonHistory, Assignment, AssetHistory, Session)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def test_offboarding_releases_everything(api: Api, admin: Person) -> None:
    person = make_member()
    held = [assign(make_asset(), person) for _n in range(2)]
    answer = api.post(f"/api/users/{person.pk}/offboard")
    body = answer.json()
    assert answer.status_code == 201
    assert {a["id"] for a in body["releasedAssignments"]} == {a.pk for a in held}
    assert body["revokedGrants"] == body["revokedVaultMemberships"] == 0
    assert not Assignment.objects.active().filter(user=person).exists()
    assert AssetHistory.objects.filter(event="RELEASED", person=admin).count() == 2
    assert api.get(f"/api/users/{person.pk}").status_code == 404


def test_deleting_is_offboarding(api: Api) -> None:
    person = make_person()
    answer = api.delete(f"/api/users/{person.pk}")
    assert answer.status_code == 200
    assert answer.json()["userId"] == str(person.pk)
    assert [h.event for h in PersonHistory.objects.filter(subject=person)] == ["DELETED"]


def test_offboarding_ends_sessions_at_once(api: Api) -> None:
    person = make_person()
    browser = Api(client=signed_in(person))
    assert browser.get("/api/config/my-permissions").status_code == 200
    api.delete(f"/api/users/{person.pk}")
    assert browser.get("/api/config/my-permissions").status_code == 401
    assert not Session.objects.filter(person=person).exists()


def test_reports_get_the_new_manager(api: Api) -> None:
    boss, heir = make_person(), make_person()
    report = make_person(manager=boss)
    api.post(f"/api/users/{boss.pk}/offboard", {"newManagerId": str(heir.pk)})
    report.refresh_from_db()
    assert report.manager == heir


def test_a_report_who_takes_over_has_no_manager(api: Api) -> None:
    boss = make_person()
    heir, other = make_person(manager=boss), make_person(manager=boss)
    api.post(f"/api/users/{boss.pk}/offboard", {"newManagerId": str(heir.pk)})
    heir.refresh_from_db()
    other.refresh_from_db()
    assert (heir.manager, other.manager) == (None, heir)


def test_without_a_new_manager_the_old_one_is_shown_as_former(api: Api) -> None:
    boss = make_person()
    report = make_person(manager=boss)
    api.delete(f"/api/users/{boss.pk}")
    assert api.get(f"/api/users/{report.pk}").json()["manager"]["isOffboarded"] is True


def test_a_wrong_new_manager_stops_everything(api: Api) -> None:
    boss = make_person()
    make_person(manager=boss)
    assign(person=boss)
    before = state()
    for heir in (str(boss.pk), "nonsense", "00000000-0000-0000-0000-000000000000"):
        answer = api.post(f"/api/users/{boss.pk}/offboard", {"newManagerId": heir})
        assert answer.status_code == 400
    assert state() == before


def test_nobody_offboards_themselves(api: Api, admin: Person) -> None:
    make_administrator()
    assign(person=admin)
    before = state()
    answer = api.delete(f"/api/users/{admin.pk}")
    assert (answer.status_code, answer.json()["code"]) == (403, "own_account")
    assert state() == before


def test_inactive_administrators_do_not_count(admin: Person) -> None:
    make_administrator(is_active=False)
    make_administrator(deleted_at="2026-01-01T00:00:00Z")
    second = make_administrator()
    api, before_last = api_as(second), api_as(admin).delete(f"/api/users/{second.pk}")
    assert before_last.status_code == 200
    assert api.delete(f"/api/users/{admin.pk}").status_code == 401


def test_a_stale_offboarding_is_refused(api: Api) -> None:
    person = make_person(version=4)
    assign(person=person)
    before = state()
    answer = api.send("DELETE", f"/api/users/{person.pk}", None, if_match='"3"')
    assert answer.status_code == 412
    assert state() == before


def test_only_who_manages_people_offboards(member: Person) -> None:
    person, api = make_person(), api_as(member)
    assign(person=person)
    before = state()
    assert api.delete(f"/api/users/{person.pk}").status_code == 403
    assert api.post(f"/api/users/{person.pk}/offboard").status_code == 403
    assert state() == before


def test_restoring_brings_the_record_back_and_nothing_else(api: Api) -> None:
    person = make_person()
    assign(person=person)
    api.delete(f"/api/users/{person.pk}")
    answer = api.post(f"/api/users/{person.pk}/restore")
    assert answer.status_code == 201
    assert answer.json()["assetsInPossession"] == 0
    assert api.post(f"/api/users/{person.pk}/restore").status_code == 201
    told = PersonHistory.objects.filter(subject=person, event="RESTORED")
    assert told.count() == 1


def test_a_taken_address_stands_in_the_way(api: Api) -> None:
    gone = make_person(email="a@example.com", deleted_at="2026-01-01T00:00:00Z")
    make_person(email="a@example.com")
    before = state()
    answer = api.post(f"/api/users/{gone.pk}/restore")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (409, "email")
    assert state() == before


def test_a_reset_password_is_shown_once_and_ends_sessions(api: Api) -> None:
    person = make_person()
    browser = Api(client=signed_in(person))
    answer = api.post(f"/api/users/{person.pk}/reset-password")
    person.refresh_from_db()
    assert answer.status_code == 200
    assert list(answer.json()) == ["temporaryPassword"]
    assert person.check_password(answer.json()["temporaryPassword"])
    assert browser.get("/api/config/my-permissions").status_code == 401


@pytest.mark.parametrize("values", [{"is_active": False}, {"directory_only": True}])
def test_who_cannot_sign_in_has_no_password_to_reset(api: Api, values: dict[str, Any]) -> None:
    person = make_person(**values)
    before = state()
    assert api.post(f"/api/users/{person.pk}/reset-password").status_code == 422
    assert state() == before


def test_a_directory_person_gets_a_login(api: Api) -> None:
    person = make_person(directory_only=True)
    answer = api.post(f"/api/users/{person.pk}/provision-local-account")
    body = answer.json()
    person.refresh_from_db()
    assert answer.status_code == 201
    assert body["directoryOnly"] is False
    assert (body["role"], person.must_change_password) == ("VIEWER", True)
    assert person.check_password(body["temporaryPassword"])
    told = PersonHistory.objects.get(subject=person).payload
    assert told == {"fields": {"directory_only": {"from": True, "to": False}}}


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"directory_only": False}, 400),
        ({"directory_only": True, "email": None}, 400),
        ({"directory_only": True, "is_active": False}, 422),
    ],
)
def test_who_cannot_get_a_login(api: Api, values: dict[str, Any], status: int) -> None:
    person = make_person(**values)
    before = state()
    path = f"/api/users/{person.pk}/provision-local-account"
    assert api.post(path).status_code == status
    assert state() == before
