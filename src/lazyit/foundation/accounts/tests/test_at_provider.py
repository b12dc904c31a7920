"""What is different where people sign in at a provider, apart from signing in itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from lazyit.domains.people.actions.joining import provision_local_account
from lazyit.foundation.accounts import actions
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.accounts.provider.identity import Identity
from lazyit.foundation.accounts.provider.outgoing import require_safe
from lazyit.foundation.accounts.tests.racing import at_once
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.operations.actions import set_up_by_provider
from lazyit.foundation.operations.models import Instance
from lazyit.kernel.errors import Conflict, Elsewhere, Forbidden, Unavailable
from tests.builders import PASSWORD, make_administrator, make_person, signed_in

SYSTEM = Actor.system()
ANA = {"firstName": "Ana", "lastName": "Luz", "email": "ana@example.org"}


@pytest.fixture(autouse=True)
def _at_provider(settings: Settings) -> None:
    settings.INSTANCE = replace(
        settings.INSTANCE,
        auth_mode="oidc",
        oidc_issuer="https://id.example.org/realms/it",
        oidc_client_id="lazyit",
        oidc_client_secret="secret",
    )


def state() -> tuple[list[Any], int]:
    return list(Person.objects.order_by("pk").values()), PersonHistory.objects.count()


def identity(name: str) -> Identity:
    return Identity(name, f"{name}@example.org", email_verified=True, first_name="A", last_name="B")


@pytest.mark.django_db
def test_no_door_takes_a_password() -> None:
    admin, max_ = make_administrator(), make_person()
    browser = signed_in(admin)
    before = state()
    calls: list[Callable[[], Any]] = [
        partial(actions.reset_password, actor=SYSTEM, person_id=max_.pk),
        partial(provision_local_account, actor=SYSTEM, person_id=max_.pk),
        partial(
            actions.create_person, actor=SYSTEM, password="Gr0ss-Quitte!",
            first_name="A", last_name="B", email="a@example.org",
        ),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(Elsewhere):
            call()
    words = {"identifier": max_.email, "password": PASSWORD}
    answer = Client().post("/api/auth/login", words, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (501, "kept_by_provider")
    for address in ("/profile/password", "/profile/security/two-step/on"):
        assert browser.get(address).status_code == 501
    client = Client()
    client.post("/sign-in", {"name": max_.email, "password": PASSWORD})
    assert "sessionid" not in client.cookies
    assert state() == before


@pytest.mark.django_db
def test_somebody_new_has_no_password() -> None:
    person, password = actions.create_person(
        actor=SYSTEM, first_name="Bo", last_name="Li", email="bo@example.org"
    )
    assert password is None
    assert not person.has_usable_password()
    assert not person.must_change_password


@pytest.mark.django_db
def test_set_up_by_the_api_makes_an_administrator_to_be_linked() -> None:
    client = Client()
    status = client.get("/api/config/status").json()
    assert status["integrationMode"] == "generic-oidc"
    assert status["requiresAdminPassword"] is False
    send = partial(
        client.post, "/api/config/setup", content_type="application/json",
        headers={"X-CSRF-Token": status["csrfToken"]},
    )  # fmt: skip
    assert send({**ANA, "password": "Gr0ss-Quitte!"}).status_code == 501
    assert not Person.objects.exists()
    assert send(ANA).status_code == 201
    assert "sessionid" not in client.cookies
    ana = Person.objects.get()
    assert (ana.role, ana.external_id, ana.has_usable_password()) == ("ADMIN", None, False)
    assert Instance.objects.get().auth_mode == "oidc"


@pytest.mark.django_db
def test_the_command_line_makes_an_administrator_without_password() -> None:
    out = StringIO()
    call_command("admin", "create", "--email", "a@b.org", "--name", "Ana Luz", stdout=out)
    assert "at id.example.org, with this address verified there" in out.getvalue()
    assert not Person.objects.get().has_usable_password()
    with pytest.raises(SystemExit):
        call_command("admin", "reset-password", "a@b.org", stderr=StringIO())
    assert PersonHistory.objects.count() == 1


@pytest.mark.django_db
def test_an_operator_lets_somebody_be_linked_to_another_subject() -> None:
    ana = actions.admit(identity=identity("ana"))
    browser = signed_in(ana)
    other = replace(identity("another"), email=ana.email)
    with pytest.raises(Conflict):
        actions.admit(identity=other)
    out = StringIO()
    call_command("admin", "unlink", "Ana@example.org", stdout=out)
    assert "will be linked to whoever signs in next" in out.getvalue()
    assert browser.get("/profile").status_code == 302
    with pytest.raises(Forbidden):
        actions.admit(identity=replace(other, email_verified=False))
    assert actions.admit(identity=other) == ana
    ana.refresh_from_db()
    assert ana.external_id == "another"
    told = PersonHistory.objects.order_by("pk").values_list("event", flat=True)
    assert list(told)[-2:] == ["UNLINKED", "LINKED"]


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_nobody_to_unlink_is_a_refusal(email: str) -> None:
    make_person(email="ana@example.org")
    before = state()
    with pytest.raises(SystemExit):
        call_command("admin", "unlink", email, stderr=StringIO())
    assert state() == before


@pytest.mark.django_db(transaction=True)
def test_of_several_set_ups_at_once_one_makes_the_administrator() -> None:
    def arrive(number: int) -> Person:
        return set_up_by_provider(identity=identity(f"racer{number}"))

    people = at_once(*(partial(arrive, number) for number in range(6)))
    assert sorted(person.role for person in people) == ["ADMIN"] + ["VIEWER"] * 5


@pytest.mark.django_db(transaction=True)
def test_one_subject_at_once_is_one_person() -> None:
    people = at_once(*(partial(actions.admit, identity=identity("ada")) for _n in range(4)))
    assert len({person.pk for person in people}) == Person.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["https://id.example.org/a", "http://localhost:1", "http://127.0.0.1", "http://id.test"],
)
def test_what_may_be_called(address: str) -> None:
    assert require_safe(address) == address


@pytest.mark.parametrize(
    "address",
    ["http://id.example.org", "http://10.0.0.1", "http://localhost.example.org", "ftp://localhost",
     "file:///etc/passwd", "https://", "", None, 7],
)  # fmt: skip
def test_what_may_not_be_called(address: object) -> None:
    with pytest.raises(Unavailable):
        require_safe(address)
