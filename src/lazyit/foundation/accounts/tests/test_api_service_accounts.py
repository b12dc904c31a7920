from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lazyit.foundation.accounts.models import Person, ServiceAccount, ServiceAccountHistory
from lazyit.kernel import clock
from tests.builders import (
    Api,
    api_as,
    api_of,
    api_with_all,
    make_administrator,
    make_member,
    make_service_account,
)

pytestmark = pytest.mark.django_db
URL = "/api/service-accounts"


@pytest.fixture
def boss() -> Api:
    return api_as(make_administrator())


def events(account: ServiceAccount | str) -> list[str]:
    rows = ServiceAccountHistory.objects.filter(subject=account).order_by("id")
    return [row.event for row in rows]


def works(token: str) -> bool:
    caller = Api(headers={"Authorization": f"Bearer {token}"})
    return caller.get("/api/config/my-permissions").status_code == 200


def test_mint_shows_the_token_once(boss: Api) -> None:
    answer = boss.post(URL, {"name": " monitor ", "permissions": ["asset:read"]})
    body = answer.json()
    assert (answer.status_code, body["name"]) == (201, "monitor")
    assert body["token"].startswith(f"lzit_sa_{body['id']}_")
    assert body["tokenPrefix"] == body["token"][:16]
    assert works(body["token"])
    assert "token" not in boss.get(f"{URL}/{body['id']}").json()
    assert events(body["id"]) == ["MINT"]


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"permissions": []}, "permissions", "required"),
        ({"permissions": ["nothing:read"]}, "permissions", "not_a_choice"),
        ({"permissions": ["settings:manage"]}, "permissions", "never_grantable"),
        ({"permissions": ["user:manage"]}, "permissions", "never_grantable"),
        ({"permissions": ["import:run"]}, "permissions", "never_grantable"),
        ({"permissions": ["secret:read"]}, "permissions", "never_grantable"),
        ({"permissions": ["secret:manage"]}, "permissions", "never_grantable"),
        ({"name": "x" * 121}, "name", "too_long"),
        ({"name": " "}, "name", "invalid"),
        ({"description": "x" * 501}, "description", "too_long"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt", "invalid"),
        ({"expiresAt": 5}, "expiresAt", "invalid"),
        ({"isActive": True}, "isActive", "unknown_key"),
        ({"name": "a\x00b"}, "name", "invalid"),
    ],
)
def test_mint_refuses(boss: Api, change: dict[str, Any], path: str, code: str) -> None:
    answer = boss.post(URL, {"name": "monitor", "permissions": ["asset:read"], **change})
    assert answer.status_code == 400
    assert (answer.json()["errors"][0]["path"], answer.json()["errors"][0]["code"]) == (path, code)
    assert not ServiceAccount.objects.exists()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_people_who_manage_settings_get_in(method: str) -> None:
    body = {"name": "monitor", "permissions": ["asset:read"]}
    assert Api().send(method, URL, body).status_code == 401
    assert api_as(make_member()).send(method, URL, body).status_code == 403
    assert api_with_all().send(method, URL, body).status_code == 403
    assert not ServiceAccount.objects.filter(name="monitor").exists()


def test_no_machine_manages_machines_even_with_the_permission_stored() -> None:
    machine = api_of(make_service_account("settings:manage"))
    assert machine.get(URL).status_code == 403


def test_the_list_is_paged_and_leaves_out_the_revoked(boss: Api) -> None:
    make_service_account("asset:read", name="a")
    make_service_account("asset:read", name="b", deleted_at=clock.now())
    body = boss.get(URL, limit=1).json()
    assert ([a["name"] for a in body["items"]], body["total"]) == (["a"], 1)
    assert [a["name"] for a in boss.get(URL, deleted="only").json()["items"]] == ["b"]
    both = boss.get(URL, includeRevoked="true").json()["items"]
    assert [a["name"] for a in both] == ["a", "b"]


def test_update_records_old_and_new(boss: Api) -> None:
    account = make_service_account("asset:read", name="old")
    until = (clock.now() + timedelta(days=1)).isoformat()
    answer = boss.patch(f"{URL}/{account.pk}", {"name": "new", "expiresAt": until})
    assert answer.json()["name"] == "new"
    payload = ServiceAccountHistory.objects.get(subject=account).payload
    fields = payload["fields"] if payload else {}
    assert fields["name"] == {"from": "old", "to": "new"}
    assert fields["expires_at"]["from"] is None


def test_update_of_permissions_has_an_event_of_its_own(boss: Api) -> None:
    account = make_service_account("asset:read")
    boss.patch(f"{URL}/{account.pk}", {"permissions": ["asset:read", "asset:write"]})
    row = ServiceAccountHistory.objects.get(subject=account)
    assert row.event == "PERMISSION_CHANGE"
    assert row.payload == {"from": ["asset:read"], "to": ["asset:read", "asset:write"]}


def test_null_clears(boss: Api) -> None:
    account = make_service_account("asset:read", description="words")
    assert boss.patch(f"{URL}/{account.pk}", {"description": None}).json()["description"] is None


@pytest.mark.parametrize("body", [{}, {"name": None}, {"isActive": None}, {"isActive": "yes"}])
def test_update_refuses(boss: Api, body: dict[str, Any]) -> None:
    account = make_service_account("asset:read")
    assert boss.patch(f"{URL}/{account.pk}", body).status_code == 400
    assert events(account) == []


def test_update_of_something_changed_meanwhile_is_stale(boss: Api) -> None:
    account = make_service_account("asset:read")
    boss.patch(f"{URL}/{account.pk}", {"name": "first"}, if_match='"1"')
    assert boss.patch(f"{URL}/{account.pk}", {"name": "second"}, if_match='"1"').status_code == 412
    assert boss.get(f"{URL}/{account.pk}").json()["name"] == "first"


def test_a_disabled_account_is_shut_out_at_once(boss: Api) -> None:
    account = make_service_account("asset:read")
    assert api_of(account).get("/api/config/my-permissions").status_code == 200
    boss.patch(f"{URL}/{account.pk}", {"isActive": False})
    assert api_of(account).get("/api/config/my-permissions").status_code == 401


def test_rotation_voids_the_old_token_at_once(boss: Api) -> None:
    account = make_service_account("asset:read")
    answer = boss.post(f"{URL}/{account.pk}/rotate")
    assert answer.status_code == 201
    assert works(answer.json()["token"])
    assert api_of(account).get("/api/config/my-permissions").status_code == 401
    assert events(account) == ["ROTATE"]


def test_rotation_does_not_enable_what_a_person_disabled(boss: Api) -> None:
    account = make_service_account("asset:read", is_active=False)
    assert not works(boss.post(f"{URL}/{account.pk}/rotate").json()["token"])


def test_revoke_and_restore_until_rotated(boss: Api) -> None:
    account = make_service_account("asset:read")
    assert boss.delete(f"{URL}/{account.pk}").status_code == 200
    assert api_of(account).get("/api/config/my-permissions").status_code == 401
    assert boss.get(f"{URL}/{account.pk}").status_code == 404
    restored = boss.post(f"{URL}/{account.pk}/restore")
    assert (restored.status_code, restored.json()["isActive"]) == (201, False)
    assert api_of(account).get("/api/config/my-permissions").status_code == 401
    refused = boss.patch(f"{URL}/{account.pk}", {"isActive": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_token")
    assert works(boss.post(f"{URL}/{account.pk}/rotate").json()["token"])
    assert events(account) == ["REVOKE", "RESTORE", "ROTATE"]


def test_restoring_a_live_account_changes_nothing(boss: Api) -> None:
    account = make_service_account("asset:read")
    assert boss.post(f"{URL}/{account.pk}/restore").status_code == 201
    assert api_of(account).get("/api/config/my-permissions").status_code == 200
    assert events(account) == []


def test_what_the_system_manages_nobody_changes(boss: Api) -> None:
    account = make_service_account("asset:read", system_managed=True)
    url = f"{URL}/{account.pk}"
    answers = [
        boss.patch(url, {"name": "mine"}),
        boss.delete(url),
        boss.post(f"{url}/rotate"),
        boss.post(f"{url}/restore"),
    ]
    assert [a.status_code for a in answers] == [409] * 4
    assert events(account) == []


@pytest.mark.parametrize("account_id", ["nothing", "a" * 37, "é", "%00"])
def test_unknown_ids_are_not_found(boss: Api, account_id: str) -> None:
    assert boss.get(f"{URL}/{account_id}").status_code == 404
    assert boss.post(f"{URL}/{account_id}/rotate").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"is_active": False},
        {"deleted_at": "2026-01-01T00:00:00Z"},
        {"expires_at": "2026-01-01T00:00:00Z"},
        {"token_digest": ""},
    ],
)
def test_every_unusable_token_gets_the_same_answer(values: dict[str, Any]) -> None:
    known = api_of(make_service_account("asset:read", **values)).get("/api/config/my-permissions")
    unknown = Api(headers={"Authorization": "Bearer lzit_sa_nothing_x"})
    assert known.status_code == 401
    assert known.json() == unknown.get("/api/config/my-permissions").json()


def test_history_names_who_did_it() -> None:
    admin = make_administrator(first_name="Ada", last_name="Admin")
    account = make_service_account("asset:read")
    api_as(admin).delete(f"{URL}/{account.pk}")
    row = api_as(admin).get(f"{URL}/{account.pk}/history").json()[0]
    assert (row["event"], row["actor"]["name"]) == ("REVOKE", "Ada Admin")


def test_an_account_is_found_by_search_only_by_whom_it_concerns(boss: Api) -> None:
    boss.post(URL, {"name": "Überwachung", "permissions": ["asset:read"]})
    assert boss.get(URL, q="uberwach").json()["total"] == 1
    assert boss.get(URL, q="nothing").json()["total"] == 0


def test_last_use_is_kept(admin: Person) -> None:
    account = make_service_account("asset:read")
    api_of(account).get("/api/config/my-permissions")
    assert api_as(admin).get(f"{URL}/{account.pk}").json()["lastUsedAt"] is not None
