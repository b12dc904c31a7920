"""GET and PUT /api/config/permissions, GET /api/config/my-permissions"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.rbac.catalogue import ALL, default_permissions
from lazyit.foundation.rbac.models import PermissionAudit, Role
from tests.builders import Api, api_as, api_with, make_administrator

pytestmark = pytest.mark.django_db
COUNTS = Path(__file__).with_name("queries.json")
PATH = "/api/config/permissions"
DEFAULTS = {role: sorted(default_permissions(role)) for role in ("MEMBER", "VIEWER")}


@pytest.fixture
def api(admin: Person) -> Api:
    return api_as(admin)


def state() -> list[Any]:
    return [list(Role.objects.order_by("name").values()), PermissionAudit.objects.count()]


def audit() -> list[tuple[str, str, str]]:
    rows = PermissionAudit.objects.order_by("id")
    return [(row.event, row.subject_id, row.permission) for row in rows]


def test_a_fresh_instance_has_the_defaults(api: Api) -> None:
    answer = api.get(PATH)
    assert answer.json() == DEFAULTS
    assert [len(DEFAULTS[role]) for role in ("MEMBER", "VIEWER")] == [24, 12]


def test_each_grant_and_revoke_is_one_row(api: Api, admin: Person) -> None:
    member = sorted({*DEFAULTS["MEMBER"], "asset:delete", "import:run"} - {"article:write"})
    answer = api.put(PATH, {**DEFAULTS, "MEMBER": member})
    assert answer.json()["MEMBER"] == member
    assert audit() == [
        ("GRANT", "MEMBER", "asset:delete"),
        ("GRANT", "MEMBER", "import:run"),
        ("REVOKE", "MEMBER", "article:write"),
    ]
    assert {row.person for row in PermissionAudit.objects.all()} == {admin}


def test_the_same_again_leaves_no_trace(api: Api) -> None:
    before = state()
    assert api.put(PATH, {**DEFAULTS, "VIEWER": DEFAULTS["VIEWER"] * 2}).status_code == 200
    assert state() == before


def test_it_counts_from_the_next_request(api: Api, viewer: Person) -> None:
    caller = api_as(viewer)
    assert caller.get("/api/users").status_code == 403
    api.put(PATH, {**DEFAULTS, "VIEWER": [*DEFAULTS["VIEWER"], "user:read"]})
    assert caller.get("/api/users").status_code == 200
    api.put(PATH, DEFAULTS)
    assert caller.get("/api/users").status_code == 403


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"MEMBER": []}, "VIEWER"),
        ({**DEFAULTS, "ADMIN": []}, "ADMIN"),
        ({**DEFAULTS, "OWNER": []}, "OWNER"),
        ({**DEFAULTS, "MEMBER": ["asset:fly"]}, "MEMBER"),
        ({**DEFAULTS, "MEMBER": None}, "MEMBER"),
        ({**DEFAULTS, "MEMBER": [7]}, "MEMBER.0"),
        ({**DEFAULTS, "MEMBER": ["x"] * 51}, "MEMBER"),
    ],
)
def test_anything_else_is_refused(api: Api, body: dict[str, Any], path: str) -> None:
    before = state()
    answer = api.put(PATH, body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == path
    assert state() == before


def test_a_stale_matrix_is_refused(api: Api) -> None:
    seen = api.get(PATH)["ETag"]
    api.put(PATH, {**DEFAULTS, "VIEWER": []}, if_match=seen)
    before = state()
    assert api.put(PATH, DEFAULTS, if_match=seen).status_code == 412
    assert state() == before


def test_only_people_who_manage_settings(member: Person) -> None:
    before = state()
    for caller in (api_as(member), api_with(*ALL)):
        assert caller.get(PATH).status_code == 403
        assert caller.put(PATH, DEFAULTS).status_code == 403
    assert state() == before


def test_anybody_may_ask_what_they_may_do(viewer: Person) -> None:
    answer = api_as(viewer).get("/api/config/my-permissions").json()
    assert answer == {"role": "VIEWER", "permissions": DEFAULTS["VIEWER"]}
    machine = api_with("asset:read").get("/api/config/my-permissions").json()
    assert machine == {"role": None, "permissions": ["asset:read"]}


def test_administrators_hold_everything_whatever_is_set(api: Api) -> None:
    api.put(PATH, {"MEMBER": [], "VIEWER": []})
    answer = api_as(make_administrator()).get("/api/config/my-permissions").json()
    assert answer["permissions"] == sorted(ALL)
