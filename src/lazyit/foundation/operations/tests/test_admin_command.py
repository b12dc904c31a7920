from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command

from lazyit.foundation.accounts import two_factor
from lazyit.foundation.accounts.models import Person, PersonHistory, ServiceAccount
from lazyit.foundation.accounts.principals import service_account_of_token
from lazyit.foundation.operations.models import Instance
from tests.builders import make_administrator, make_person

pytestmark = pytest.mark.django_db
STRONG = "Gr0ss-Quitte!"


def run(*words: str, stdin: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> Any:
    out = StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", StringIO(stdin))
    call_command("admin", *words, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def create(monkeypatch: pytest.MonkeyPatch, password: str = STRONG, email: str = "a@b.org") -> Any:
    words = ("create", "--email", email, "--name", "Ana de Luz", "--password-stdin")
    return run(*words, stdin=f"{password}\n", monkeypatch=monkeypatch)


def test_create_makes_an_administrator_who_needs_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = create(monkeypatch)
    person = Person.objects.get(pk=answer["id"])
    assert (person.first_name, person.last_name, person.role) == ("Ana", "de Luz", "ADMIN")
    assert person.check_password(STRONG)
    assert not person.must_change_password
    assert Instance.objects.get().configured_at is not None


def test_create_refuses_a_weak_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as stopped:
        create(monkeypatch, password="password")
    assert stopped.value.code == 1
    assert not Person.objects.exists()


def test_create_refuses_a_taken_address(monkeypatch: pytest.MonkeyPatch) -> None:
    make_person(email="a@b.org")
    with pytest.raises(SystemExit):
        create(monkeypatch, email="A@B.org")
    assert Person.objects.count() == 1


def test_reset_password_prints_a_temporary_one() -> None:
    person = make_administrator(email="ada@example.org")
    answer = run("reset-password", "Ada@example.org")
    person.refresh_from_db()
    assert person.check_password(answer["temporaryPassword"])
    assert person.must_change_password
    assert PersonHistory.objects.get().event == "PASSWORD_RESET_BY_ADMIN"


def test_reset_password_of_nobody_fails() -> None:
    with pytest.raises(SystemExit):
        run("reset-password", "nobody@example.org")


def test_token_prints_a_token_that_works() -> None:
    answer = run("token", "--name", "monitor", "--permissions", "asset:read, location:read")
    account = service_account_of_token(answer["token"])
    assert account.permissions == ["asset:read", "location:read"]


@pytest.mark.parametrize("permissions", ["settings:manage", "nothing:read", ","])
def test_token_refuses_what_no_machine_may_hold(permissions: str) -> None:
    with pytest.raises(SystemExit):
        run("token", "--name", "monitor", "--permissions", permissions)
    assert not ServiceAccount.objects.exists()


def test_reset_password_can_forget_a_lost_device() -> None:
    person = make_administrator(email="ada@example.org")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    run("reset-password", "ada@example.org")
    assert two_factor.is_on(person)
    run("reset-password", "ada@example.org", "--two-factor-off")
    assert not two_factor.is_on(person)
