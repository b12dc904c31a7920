"""What browsers and scripts of strangers send: a refusal, never a failure."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lazyit.foundation.accounts import sign_in
from lazyit.foundation.accounts.actions import forget_expired_sessions
from lazyit.foundation.accounts.models import ServiceAccount, Session
from lazyit.foundation.accounts.principals import actor_by_ids
from lazyit.kernel.errors import Unauthenticated
from tests.builders import (
    PASSWORD,
    api_as,
    make_administrator,
    make_person,
    make_service_account,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Client:
    return signed_in(make_administrator())


@pytest.mark.parametrize("target", ["profile", "account_login", "a b"])
def test_a_relative_address_after_sign_in_is_followed(boss: Client, target: str) -> None:
    assert boss.get("/sign-in", {"next": target}).status_code == 302


def test_a_blank_program_name_is_no_failure(client: Client) -> None:
    make_administrator()
    person = make_person()
    client.defaults["HTTP_USER_AGENT"] = "\xa0"
    client.post("/sign-in", {"name": person.email, "password": PASSWORD})
    assert client.get("/profile/security").status_code == 200


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", "x"])
def test_a_version_that_is_none_is_out_of_date(boss: Client, version: str) -> None:
    account = make_service_account("asset:read", name="Robot")
    form = {"name": "Another", "permissions": ["asset:read"], "version": version}
    page = boss.post(f"/settings/service-accounts/{account.pk}/edit", form)
    assert page.status_code < 500
    assert ServiceAccount.objects.get().name == "Robot"


@pytest.mark.parametrize(
    "expiry", ["9999-12-31T23:59:59-12:00", "9999-12-31", "9999-06-01T00:00:00Z"]
)
def test_an_expiry_outside_the_calendar_is_refused(boss: Client, expiry: str) -> None:
    body: dict[str, Any] = {"name": "Robot", "permissions": ["asset:read"], "expiresAt": expiry}
    answer = api_as(make_administrator()).post("/api/service-accounts", body)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "expiresAt")
    form = {"name": "Robot", "permissions": ["asset:read"], "expires_at": expiry[:10]}
    assert boss.post("/settings/service-accounts/new", form).status_code == 200
    assert not ServiceAccount.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"expires_at": "2026-01-01T00:00:00Z"},
        {"is_active": False},
        {"deleted_at": "2026-01-01T00:00:00Z"},
    ],
)
def test_background_work_ends_with_the_account(values: dict[str, Any]) -> None:
    account = make_service_account("asset:read", **values)
    with pytest.raises(Unauthenticated):
        actor_by_ids(None, account.pk)


def queries_of(name: str) -> int:
    with CaptureQueriesContext(connection) as queries, pytest.raises(Unauthenticated):
        sign_in.check_password(name, "wrong", "192.0.2.1")
    return len(queries)


def test_an_unknown_name_costs_the_database_as_much_as_a_known_one() -> None:
    person = make_person(email="ana@example.org")
    assert queries_of(str(person.email)) == queries_of("nobody@example.org")


def test_sessions_that_are_over_are_forgotten(boss: Client) -> None:
    signed_in(make_person())
    Session.objects.filter(person__role="VIEWER").update(expire_date="2026-01-01T00:00:00Z")
    assert forget_expired_sessions() == 1
    assert boss.get("/profile/security").status_code == 200
