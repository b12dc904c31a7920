from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.test import Client

from lazyit.foundation.accounts import actions
from lazyit.foundation.accounts.models import Person, PersonHistory, Session, SignInAttempt
from tests.builders import (
    PASSWORD,
    Api,
    actor_of,
    api_as,
    make_administrator,
    make_person,
    signed_in,
)

pytestmark = pytest.mark.django_db
NEW = "Gr0ss-Quitte!"


@pytest.fixture(autouse=True)
def configured(db: None) -> None:
    make_administrator()


def enter(client: Client, name: str | None, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in", {"name": name, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/profile/security").status_code == 200


def code_of(secret: str, step: int = 0) -> str:
    """Compute what an authenticator application shows now, or a step away."""
    counters = list(yield_hotp_counters_from_time())
    code: str = format_hotp_value(hotp_value(secret, counters[1 + step]))
    return code


def enrol(person: Person) -> tuple[str, list[str]]:
    """Turn the second step on; return the secret and the recovery codes."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    codes = actions.enable_two_factor(
        actor=actor_of(person), password=PASSWORD, secret=secret, code=code_of(secret)
    )
    return secret, codes


def test_the_page_shows_a_form_to_strangers(client: Client) -> None:
    answer = client.get("/sign-in")
    assert answer.status_code == 200
    assert b'autocomplete="current-password"' in answer.content
    assert "no-store" in answer["Cache-Control"]


def test_a_closed_page_leads_to_sign_in_and_back(client: Client) -> None:
    person = make_person()
    away = client.get("/profile/security?x=1")
    assert away["Location"] == "/sign-in?next=/profile/security%3Fx%3D1"
    back = enter(client, person.email, next=parse_qs(urlsplit(away["Location"]).query)["next"][0])
    assert (back.status_code, back["Location"]) == (302, "/profile/security?x=1")
    assert is_in(client)


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "javascript:alert(1)"]
)
def test_sign_in_never_leads_elsewhere(client: Client, target: str) -> None:
    assert enter(client, make_person().email, next=target)["Location"] == "/"


def test_the_session_key_of_before_is_worth_nothing(client: Client) -> None:
    planted = client.session
    planted["marker"] = "x"
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(planted.session_key)
    enter(client, make_person().email)
    assert client.session.session_key != planted.session_key
    assert not Session.objects.filter(pk=planted.session_key).exists()


def test_a_session_ends_twelve_hours_after_sign_in_whatever_is_written(client: Client) -> None:
    enter(client, make_person().email)
    row = Session.objects.get()
    later = client.session
    later["anything"] = 1
    later.save()
    assert Session.objects.get().expire_date == row.expire_date


@pytest.mark.parametrize(
    "values", [{}, {"is_active": False}, {"directory_only": True}, {"deleted_at": "2026-01-01Z"}]
)
def test_every_refusal_says_the_same(client: Client, values: dict[str, Any]) -> None:
    if "deleted_at" in values:
        values = {"deleted_at": "2026-01-01T00:00:00Z"}
    person = make_person(**values)
    answer = enter(client, person.email, "wrong" if not values else PASSWORD)
    assert answer.status_code == 200
    assert b"The name or the password is not right." in answer.content
    assert PASSWORD.encode() not in answer.content
    assert not is_in(client)


def test_a_signed_in_person_is_sent_on(client: Client) -> None:
    answer = signed_in(make_person()).get("/sign-in?next=/profile/security")
    assert answer["Location"] == "/profile/security"


def test_sign_out_ends_the_session() -> None:
    client = signed_in(make_person())
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert not is_in(client)
    assert not Session.objects.exists()


def test_a_temporary_password_must_be_changed_first(client: Client) -> None:
    person = make_person(must_change_password=True)
    enter(client, person.email)
    assert client.get("/profile/security")["Location"] == "/profile/password"
    assert client.post("/profile/security/sessions/end").status_code == 403
    form = {"current_password": PASSWORD, "new_password": NEW, "repeated": NEW}
    assert client.post("/profile/password", form)["Location"] == "/"
    assert is_in(client)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"repeated": "Other-123!"}, "The two new passwords differ."),
        ({"current_password": "wrong"}, "The current password is not right."),
        ({"new_password": "weak", "repeated": "weak"}, "Use at least 8 characters."),
        ({"new_password": ""}, "This field is required."),
    ],
)
def test_a_bad_change_says_why_and_changes_nothing(change: dict[str, str], words: str) -> None:
    person = make_person()
    form = {"current_password": PASSWORD, "new_password": NEW, "repeated": NEW, **change}
    answer = signed_in(person).post("/profile/password", form)
    assert words in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_ending_the_other_sessions_keeps_this_one(client: Client) -> None:
    person = make_person()
    enter(client, person.email)
    other = api_as(person)
    assert b"End the other sessions" in client.get("/profile/security").content
    client.post("/profile/security/sessions/end")
    assert is_in(client)
    assert other.get("/api/users/me").status_code == 401
    assert PersonHistory.objects.get(subject=person).payload == {"count": 1}


def test_sessions_name_program_and_address(client: Client) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    person = make_person()
    client.post("/sign-in", {"name": person.email, "password": PASSWORD}, HTTP_USER_AGENT=agent)
    page = client.get("/profile/security").content.decode()
    assert "Firefox on Linux" in page
    assert "127.0.0.1" in page


# The second step


def test_turning_it_on_by_page_shows_recovery_codes_once() -> None:
    person = make_person()
    client = signed_in(person)
    client.get("/profile/security/two-step/on")
    form = {"code": code_of(client.session["totp.secret"]), "password": PASSWORD}
    shown = client.post("/profile/security/two-step/on", form).content.decode()
    codes = RecoveryCodes.activate(person).generate_codes()
    assert all(code in shown for code in codes)
    assert client.get("/profile/security/two-step/on")["Location"] == "/profile/security"
    assert PersonHistory.objects.get(subject=person).event == "TWO_FACTOR_ENABLED"


@pytest.mark.parametrize("change", [{"code": "000000"}, {"password": "wrong"}, {"code": ""}])
def test_a_wrong_code_or_password_turns_nothing_on(change: dict[str, str]) -> None:
    person = make_person()
    client = signed_in(person)
    client.get("/profile/security/two-step/on")
    form = {"code": code_of(client.session["totp.secret"]), "password": PASSWORD, **change}
    assert client.post("/profile/security/two-step/on", form).status_code == 200
    assert not Authenticator.objects.exists()


def test_sign_in_takes_a_code_then(client: Client) -> None:
    person = make_person()
    secret, _codes = enrol(person)
    first = enter(client, person.email, next="/profile/security")
    assert first["Location"] == "/sign-in/code"
    assert not is_in(client)
    assert client.get("/sign-in/code").status_code == 200
    second = client.post("/sign-in/code", {"code": code_of(secret)})
    assert second["Location"] == "/profile/security"
    assert is_in(client)


def test_a_code_works_once(client: Client) -> None:
    person = make_person()
    secret, _codes = enrol(person)
    enter(client, person.email)
    client.post("/sign-in/code", {"code": code_of(secret)})
    again = Client()
    enter(again, person.email)
    assert again.post("/sign-in/code", {"code": code_of(secret)}).status_code == 200
    assert not is_in(again)


def test_a_recovery_code_works_once(client: Client) -> None:
    person = make_person()
    _secret, codes = enrol(person)
    enter(client, person.email)
    assert client.post("/sign-in/code", {"code": codes[0]}).status_code == 302
    again = Client()
    enter(again, person.email)
    assert again.post("/sign-in/code", {"code": codes[0]}).status_code == 200


def test_a_code_without_a_password_leads_nowhere(client: Client) -> None:
    assert client.get("/sign-in/code")["Location"] == "/sign-in"
    assert client.post("/sign-in/code", {"code": "123456"})["Location"] == "/sign-in"


def test_guessing_codes_locks_the_account(client: Client) -> None:
    person = make_person()
    secret, _codes = enrol(person)
    enter(client, person.email)
    for _n in range(6):
        assert client.post("/sign-in/code", {"code": "000000"}).status_code == 200
    assert client.post("/sign-in/code", {"code": code_of(secret)}).status_code == 200
    assert not is_in(client)
    assert person.history.filter(event="SIGN_IN_LOCKED").count() == 1


def test_the_right_password_does_not_forgive_wrong_codes(client: Client) -> None:
    person = make_person()
    enrol(person)
    for _n in range(3):
        enter(client, person.email)
        client.post("/sign-in/code", {"code": "000000"})
    assert SignInAttempt.objects.get(key=f"person:{person.pk}").failures == 3


def test_the_api_asks_for_the_code_too() -> None:
    person = make_person()
    secret, _codes = enrol(person)
    body = {"identifier": person.email, "password": PASSWORD}
    assert Api().post("/api/auth/login", body).json()["code"] == "totp_required"
    assert Api().post("/api/auth/login", {**body, "code": "000000"}).status_code == 401
    right = Api().post("/api/auth/login", {**body, "code": code_of(secret)})
    assert right.status_code == 200


@pytest.mark.parametrize(("password", "remaining"), [(PASSWORD, 0), ("wrong", 2)])
def test_turning_it_off_takes_the_password(password: str, remaining: int) -> None:
    person = make_person()
    enrol(person)
    signed_in(person).post("/profile/security/two-step/off", {"password": password})
    assert Authenticator.objects.count() == remaining


def test_new_recovery_codes_void_the_old(client: Client) -> None:
    person = make_person()
    _secret, old = enrol(person)
    page = signed_in(person).post("/profile/security/recovery-codes", {"password": PASSWORD})
    assert old[0] not in page.content.decode()
    enter(client, person.email)
    assert client.post("/sign-in/code", {"code": old[0]}).status_code == 200


def test_an_administrator_helps_somebody_who_lost_the_device(client: Client) -> None:
    person = make_person()
    enrol(person)
    actions.remove_two_factor(actor=actor_of(make_administrator()), person_id=person.pk)
    enter(client, person.email)
    assert is_in(client)
