"""/settings and /settings/roles"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.rbac.catalogue import default_permissions
from lazyit.foundation.rbac.models import PermissionAudit, Role
from tests.builders import make_member, signed_in
from tests.counting import assert_query_count

from .test_permissions_api import COUNTS, audit, state

pytestmark = pytest.mark.django_db
PATH = "/settings/roles?role=MEMBER"


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


def version() -> str:
    return str(sum(role.version for role in Role.objects.all()))


def sent(*more: str, without: tuple[str, ...] = (), **values: str) -> dict[str, Any]:
    wanted = default_permissions("MEMBER") - set(without) | set(more)
    return {"version": version(), "permission": sorted(wanted), **values}


def held() -> set[str]:
    return set(Role.objects.get(pk="MEMBER").permissions)


def test_the_editor_shows_every_permission_by_area(browser: Client) -> None:
    html = browser.get(PATH).content.decode()
    assert html.count('name="permission"') == 50
    assert html.count(" checked>") == 24
    for shown in ("Inventory", "Archive and restore assets", "import:run", "for machines"):
        assert shown in html


def test_differences_from_the_default_are_marked(browser: Client) -> None:
    assert "added to the default" not in browser.get(PATH).content.decode()
    Role.objects.filter(pk="MEMBER").update(permissions=["logs:read"])
    html = browser.get(PATH).content.decode()
    assert html.count("added to the default") == 1
    assert html.count("taken from the default") == 24


def test_harmless_changes_are_saved_at_once(browser: Client) -> None:
    answer = browser.post(PATH, sent(without=("article:write",)))
    assert answer.status_code == 302
    assert audit() == [("REVOKE", "MEMBER", "article:write")]


def test_sensitive_changes_ask_first(browser: Client) -> None:
    make_member()
    before = state()
    answer = browser.post(PATH, sent("asset:delete", without=("article:write",)))
    html = answer.content.decode()
    assert "1 person who can sign in has this role" in html
    assert html.index("Archive and restore assets") < html.index("Write articles")
    assert state() == before


def test_confirmed_changes_are_saved_and_told(browser: Client, admin: Person) -> None:
    browser.post(PATH, sent("asset:delete", confirmed="yes"))
    assert held() == default_permissions("MEMBER") | {"asset:delete"}
    html = browser.get(PATH).content.decode()
    assert "Granted: Archive and restore assets." in html
    assert "Ada Admin" in html


def test_a_reset_is_confirmed_too(browser: Client) -> None:
    Role.objects.filter(pk="MEMBER").update(permissions=["asset:read"])
    before = state()
    html = browser.post(PATH, {"version": version(), "reset": "yes"}).content.decode()
    assert "Will be granted" in html
    assert state() == before
    browser.post(PATH, sent(confirmed="yes"))
    assert held() == default_permissions("MEMBER")


def test_going_back_keeps_the_choice(browser: Client) -> None:
    html = browser.post(PATH, sent("logs:read", confirmed="yes", back="yes")).content.decode()
    assert "added to the default" in html
    assert not PermissionAudit.objects.exists()


def test_a_stale_choice_shows_what_it_would_change_now(browser: Client) -> None:
    old = sent("logs:read", confirmed="yes")
    browser.post(PATH, sent("import:run", confirmed="yes"))
    before = state()
    answer = browser.post(PATH, old)
    html = answer.content.decode()
    assert answer.status_code == 412
    assert html.index("Will be revoked") < html.index("Import records from files")
    assert f'name="version" value="{version()}"' in html
    assert state() == before


@pytest.mark.parametrize("role", ["ADMIN", "OWNER", "<script>"])
def test_other_roles_have_no_editor(browser: Client, role: str) -> None:
    before = state()
    assert browser.get("/settings/roles", {"role": role}).status_code == 400
    assert browser.post(f"/settings/roles?role={role}", sent()).status_code == 400
    assert state() == before


def test_an_unknown_permission_is_refused(browser: Client) -> None:
    before = state()
    assert browser.post(PATH, sent("asset:fly", confirmed="yes")).status_code == 400
    assert state() == before


def test_only_who_changes_settings(member: Person) -> None:
    before = state()
    browser = signed_in(member)
    assert browser.get(PATH).status_code == 403
    assert browser.post(PATH, sent("logs:read", confirmed="yes")).status_code == 403
    assert state() == before


def test_settings_lead_where_one_may_go(browser: Client, member: Person) -> None:
    assert 'href="/settings/roles"' in browser.get("/settings").content.decode()
    html = signed_in(member).get("/settings").content.decode()
    assert 'href="/settings/roles"' not in html


def test_the_editor_takes_as_many_queries_as_ever(browser: Client) -> None:
    browser.post(PATH, sent("asset:delete", "logs:read", confirmed="yes"))
    assert_query_count(COUNTS, "/settings/roles", lambda: browser.get(PATH))
