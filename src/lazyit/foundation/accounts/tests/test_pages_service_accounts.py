from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from lazyit.foundation.accounts.models import ServiceAccount, ServiceAccountHistory
from lazyit.kernel import clock
from tests.builders import (
    Api,
    api_of,
    make_administrator,
    make_member,
    make_service_account,
    signed_in,
)

pytestmark = pytest.mark.django_db
URL = "/settings/service-accounts"
FORM = {"name": "Monitor", "permissions": ["asset:read", "location:read"]}


@pytest.fixture
def boss() -> Client:
    return signed_in(make_administrator())


def token_in(page: Any) -> str:
    found = re.search(r"<code>(lzit_sa_[^<]+)</code>", page.content.decode())
    return found[1] if found else ""


def works(token: str) -> bool:
    caller = Api(headers={"Authorization": f"Bearer {token}"})
    return caller.get("/api/config/my-permissions").status_code == 200


def test_creating_shows_the_token_once(boss: Client) -> None:
    page = boss.post(f"{URL}/new", {**FORM, "expires_at": "2099-12-31"})
    account = ServiceAccount.objects.get()
    assert works(token_in(page))
    assert "no-store" in page["Cache-Control"]
    assert b"$LAZYIT_TOKEN" in page.content
    assert account.permissions == FORM["permissions"]
    assert str(account.expires_at) == "2099-12-31 23:59:59+00:00"
    assert token_in(boss.get(f"{URL}/{account.pk}")) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"permissions": []},
        {"permissions": ["user:manage"]},
        {"expires_at": "2001-1-1"},
    ],
)
def test_creating_refuses(boss: Client, change: dict[str, Any]) -> None:
    page = boss.post(f"{URL}/new", {**FORM, **change})
    assert b"form-errors" in page.content
    assert not ServiceAccount.objects.exists()


def test_the_list_has_two_tabs(boss: Client) -> None:
    make_service_account("asset:read", name="Alive")
    make_service_account("asset:read", name="Buried", deleted_at=clock.now())
    assert b"Alive" in boss.get(URL).content
    assert b"Buried" not in boss.get(URL).content
    assert b"Buried" in boss.get(f"{URL}?deleted=only").content


def test_an_empty_list_says_what_to_do(boss: Client) -> None:
    assert b"No service accounts yet" in boss.get(URL).content


def test_editing_keeps_what_was_not_touched(boss: Client) -> None:
    account = make_service_account("asset:read", expires_at="2099-01-01T10:30:00Z")
    form = {"name": "New", "permissions": "asset:read", "expires_at": "2099-01-01", "version": "1"}
    assert boss.post(f"{URL}/{account.pk}/edit", form).status_code == 302
    account.refresh_from_db()
    assert (account.name, str(account.expires_at)) == ("New", "2099-01-01 10:30:00+00:00")


def test_editing_something_changed_meanwhile_shows_the_difference(boss: Client) -> None:
    account = make_service_account("asset:read", name="Theirs", version=2)
    form = {"name": "Mine", "permissions": "asset:read", "version": "1"}
    page = boss.post(f"{URL}/{account.pk}/edit", form)
    assert b"Theirs" in page.content
    account.refresh_from_db()
    assert account.name == "Theirs"


def test_rotating_asks_first(boss: Client) -> None:
    account = make_service_account("asset:read")
    assert b"stops working at once" in boss.get(f"{URL}/{account.pk}/rotate").content
    assert api_of(account).get("/api/config/my-permissions").status_code == 200
    assert works(token_in(boss.post(f"{URL}/{account.pk}/rotate")))
    assert api_of(account).get("/api/config/my-permissions").status_code == 401


def test_revoking_asks_first_and_restoring_leaves_it_disabled(boss: Client) -> None:
    account = make_service_account("asset:read")
    assert boss.get(f"{URL}/{account.pk}/revoke").status_code == 200
    assert not ServiceAccountHistory.objects.exists()
    boss.post(f"{URL}/{account.pk}/revoke")
    boss.post(f"{URL}/{account.pk}/restore")
    page = boss.get(f"{URL}/{account.pk}").content.decode()
    assert "Disabled until rotated" in page
    assert "Robin Number" in page  # the history names who did it


def test_disabling_and_enabling(boss: Client) -> None:
    account = make_service_account("asset:read")
    boss.post(f"{URL}/{account.pk}/active", {"active": "no"})
    assert api_of(account).get("/api/config/my-permissions").status_code == 401
    boss.post(f"{URL}/{account.pk}/active", {"active": "yes"})
    assert api_of(account).get("/api/config/my-permissions").status_code == 200


def test_what_the_system_manages_has_no_buttons(boss: Client) -> None:
    account = make_service_account("asset:read", system_managed=True)
    page = boss.get(f"{URL}/{account.pk}").content
    assert b"Managed by the system" in page
    assert b"/rotate" not in page
    assert boss.post(f"{URL}/{account.pk}/rotate").status_code == 409


@pytest.mark.parametrize("rest", ["", "/new", "/x", "/x/edit", "/x/rotate", "/x/revoke"])
def test_members_are_kept_out(rest: str) -> None:
    member = signed_in(make_member())
    assert member.get(f"{URL}{rest}").status_code == 403


@pytest.mark.parametrize(
    "rest", ["/nothing", "/nothing/edit", "/nothing/rotate", "/nothing/revoke"]
)
def test_unknown_accounts_are_not_found(boss: Client, rest: str) -> None:
    assert boss.get(f"{URL}/nothing{rest}").status_code == 404
