"""GET /api/audit/logs, …/filters and …/export"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lazyit.foundation.accounts.actions import (
    create_person,
    mint_service_account,
    reset_password,
    revoke_service_account,
    update_service_account,
)
from lazyit.foundation.accounts.models import Person, ServiceAccount
from lazyit.foundation.operations.actions.setup import create_administrator
from lazyit.foundation.rbac.actions import replace_permissions
from lazyit.foundation.rbac.catalogue import MEMBER, VIEWER, default_permissions
from tests.builders import Api, actor_of

ADDRESS = "/api/audit/logs"
STRONG = "Correct-Horse-1"
HEADER = (
    "occurredAt,source,action,actorName,serviceAccountName,vaultName,itemLabel,"
    "targetUserName,targetServiceAccountName,role,permission,detail"
)


@pytest.fixture
def reader(api_with: Callable[..., Api]) -> Api:
    return api_with("logs:read")


@pytest.fixture
def changed_roles(admin: Person) -> None:
    """Members may run imports from now on, viewers no longer search."""
    sets = {
        MEMBER: default_permissions(MEMBER) | {"import:run"},
        VIEWER: default_permissions(VIEWER) - {"search:read"},
    }
    replace_permissions(actor=actor_of(admin), sets=sets)


@pytest.fixture
def robot(admin: Person) -> ServiceAccount:
    """A service account that was minted, changed and revoked."""
    actor = actor_of(admin)
    account, _token = mint_service_account(actor=actor, name="Robot", permissions=["asset:read"])
    changes = {"permissions": ["asset:read", "asset:write"]}
    update_service_account(actor=actor, account_id=account.pk, changes=changes)
    return revoke_service_account(actor=actor, account_id=account.pk)


def items(api: Api, **query: Any) -> list[dict[str, Any]]:
    answer = api.get(ADDRESS, **query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_permissions_of_roles(reader: Api, changed_roles: None, admin: Person) -> None:
    rows = items(reader, source="permission")
    assert {(r["action"], r["role"], r["permission"]) for r in rows} == {
        ("GRANT", "MEMBER", "import:run"),
        ("REVOKE", "VIEWER", "search:read"),
    }
    assert {(r["source"], r["actorId"]) for r in rows} == {("permission", str(admin.pk))}
    assert {r["serviceAccountName"] for r in rows} == {None}


def test_permissions_are_what_is_shown_first(reader: Api, changed_roles: None) -> None:
    assert items(reader) == items(reader, source="permission")


def test_service_accounts(reader: Api, robot: ServiceAccount) -> None:
    rows = items(reader, source="serviceAccount")
    assert [r["action"] for r in rows] == ["REVOKE", "PERMISSION_CHANGE", "MINT"]
    assert {(r["serviceAccountId"], r["serviceAccountName"]) for r in rows} == {(robot.pk, "Robot")}
    assert rows[1]["detail"] == "Permissions: asset:read → asset:read, asset:write"
    assert {(r["role"], r["permission"]) for r in rows} == {(None, None)}


def test_who_can_sign_in_and_how(reader: Api, admin: Person) -> None:
    create_administrator(
        first_name="Grace", last_name="Hopper", email="grace@example.com", password=STRONG
    )
    person, _temporary = create_person(
        actor=actor_of(admin), first_name="Ana", last_name="Ruiz", email="ana@example.com"
    )
    reset_password(actor=actor_of(admin), person_id=person.pk)
    rows = items(reader, source="auth")
    assert [(r["source"], r["action"], r["actorName"], r["targetUserName"]) for r in rows] == [
        ("auth", "PASSWORD_RESET_BY_ADMIN", "Ada Admin", "Ana Ruiz"),
        ("auth", "CREATED", "lazyit", "Grace Hopper"),
    ]
    assert len(items(reader, source="auth", action="CREATED")) == 1
    assert exported(reader, source="auth", action="CREATED")[1].split(",", 1)[1] == (
        "auth,CREATED,lazyit,,,,Grace Hopper,,,,"
    )


def test_filters(reader: Api, robot: ServiceAccount, admin: Person, member: Person) -> None:
    log = {"source": "serviceAccount"}
    assert [r["action"] for r in items(reader, **log, action="MINT")] == ["MINT"]
    assert len(items(reader, **log, actorId=admin.pk)) == 3
    assert items(reader, **log, actorId=member.pk) == []
    assert len(items(reader, **log, serviceAccountId=robot.pk)) == 3
    assert items(reader, **log, serviceAccountId="other") == []
    assert items(reader, **log, to="2026-01-01", **{"from": "2025-01-01"}) == []


def test_pages_follow_one_another(reader: Api, robot: ServiceAccount) -> None:
    first = reader.get(ADDRESS, source="serviceAccount", limit=2).json()
    rest = items(reader, source="serviceAccount", limit=2, before=first["next"])
    assert [r["action"] for r in first["items"] + rest] == ["REVOKE", "PERMISSION_CHANGE", "MINT"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"source": "secret"}, "source"),
        ({"source": "asset"}, "source"),
        ({"action": "MINT"}, "action"),
        ({"source": "serviceAccount", "action": "GRANT"}, "action"),
        ({"serviceAccountId": "abc"}, "serviceAccountId"),
        ({"source": "serviceAccount", "serviceAccountId": "a b"}, "serviceAccountId"),
        ({"entityId": "abc"}, "entityId"),
        ({"q": "abc"}, "q"),
    ],
)
def test_wrong_parameters_are_named(reader: Api, query: dict[str, str], path: str) -> None:
    answer = reader.get(ADDRESS, **query)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)


@pytest.mark.parametrize("address", ["", "/filters", "/export"])
def test_only_for_readers_of_the_logs(
    address: str, api_as: Callable[[Person], Api], member: Person
) -> None:
    assert api_as(member).get(ADDRESS + address).status_code == 403
    assert Api().get(ADDRESS + address).status_code == 401


def test_filters_offer_what_there_is(reader: Api, robot: ServiceAccount, admin: Person) -> None:
    offered = reader.get(f"{ADDRESS}/filters", source="serviceAccount").json()
    assert offered["actors"] == [{"id": str(admin.pk), "type": "person", "name": "Ada Admin"}]
    assert {"id": robot.pk, "name": "Robot"} in offered["serviceAccounts"]
    assert {"value": "MINT", "label": "Created"} in offered["actions"]
    assert reader.get(f"{ADDRESS}/filters").json()["serviceAccounts"] == []


def exported(api: Api, **query: Any) -> list[str]:
    answer = api.get(f"{ADDRESS}/export", **query)
    assert answer.status_code == 200
    lines = b"".join(answer).decode().split("\r\n")
    assert lines[0].startswith("# lazyit ")
    return lines[1:]


def test_the_file_of_permissions(reader: Api, changed_roles: None) -> None:
    header, row, end = exported(reader, action="GRANT")
    assert (header, end) == (HEADER, "")
    assert row.split(",", 1)[1] == "permission,GRANT,Ada Admin,,,,,,MEMBER,import:run,"


def test_the_file_of_service_accounts(reader: Api, robot: ServiceAccount) -> None:
    _header, row, _end = exported(reader, source="serviceAccount", action="PERMISSION_CHANGE")
    assert row.split(",", 1)[1] == (
        "serviceAccount,PERMISSION_CHANGE,Ada Admin,Robot,,,,,,,"
        '"Permissions: asset:read → asset:read, asset:write"'
    )


def test_the_activity_tells_the_same(
    reader: Api, changed_roles: None, robot: ServiceAccount
) -> None:
    found = reader.get("/api/dashboard/activity", entityType="role,serviceAccount").json()["items"]
    assert {(i["action"], i["summary"]) for i in found} == {
        ("permission_granted", "Members got the permission “Import records from files”"),
        ("permission_revoked", "Viewers lost the permission “Search everything”"),
        ("created", "Robot was created"),
        ("permissions_changed", "The permissions of Robot changed: +asset:write"),
        ("revoked", "Robot was revoked"),
    }
