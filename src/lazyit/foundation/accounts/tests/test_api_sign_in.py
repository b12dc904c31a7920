from __future__ import annotations

from typing import Any

import pytest

from lazyit.foundation.accounts import actions
from lazyit.foundation.accounts.models import Person, PersonHistory, Session, SignInAttempt
from tests.builders import PASSWORD, Api, actor_of, api_as, make_administrator, make_person

pytestmark = pytest.mark.django_db
NEW = "Gr0ss-Quitte!"


def log_in(identifier: str | None, password: str = PASSWORD, **more: Any) -> Any:
    return Api().post("/api/auth/login", {"identifier": identifier, "password": password, **more})


def bearer(token: str) -> Api:
    return Api(headers={"Authorization": f"Bearer {token}"})


def test_login_returns_a_token_that_works() -> None:
    person = make_person(email="ana@example.org")
    answer = log_in(" Ana@Example.org ")
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(person.pk)
    me = bearer(answer.json()["token"]).get("/api/users/me")
    assert me.json()["email"] == "ana@example.org"
    assert Session.objects.get().person == person


def test_login_by_username_in_any_case() -> None:
    make_person(username="ana")
    assert log_in("ANA").status_code == 200


def test_an_address_beats_somebody_elses_username() -> None:
    make_person(username="ana@example.org")
    owner = make_person(email="ana@example.org")
    assert log_in("ana@example.org").json()["user"]["id"] == str(owner.pk)


def test_login_never_sets_a_cookie() -> None:
    make_person(email="ana@example.org")
    assert not log_in("ana@example.org").cookies


def refused(**values: Any) -> str | None:
    person = make_person(**values)
    return person.email


@pytest.mark.parametrize(
    "values",
    [
        {"is_active": False},
        {"directory_only": True},
        {"deleted_at": "2026-01-01T00:00:00Z"},
        {"password": "!unusable"},
    ],
)
def test_who_may_not_sign_in_is_refused_as_a_stranger_is(values: dict[str, Any]) -> None:
    known, unknown = log_in(refused(**values)), log_in("nobody@example.org")
    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()
    assert not Session.objects.exists()


@pytest.mark.parametrize("password", ["wrong", "x" * 1024, "\x00", f" {PASSWORD}", f"{PASSWORD} "])
def test_a_wrong_password_is_refused_and_counted(password: str) -> None:
    make_person(email="ana@example.org")
    answer = log_in("ana@example.org", password)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"identifier": "a"}, "password", "required"),
        ({"password": "a"}, "identifier", "required"),
        ({"identifier": "a", "password": "b", "role": "ADMIN"}, "role", "unknown_key"),
        ({"identifier": "x" * 321, "password": "b"}, "identifier", "too_long"),
        ({"identifier": "a", "password": "x" * 1025}, "password", "too_long"),
        ({"identifier": 1, "password": "b"}, "identifier", "invalid"),
    ],
)
def test_login_refuses_a_malformed_body(body: Any, path: str, code: str) -> None:
    answer = Api().post("/api/auth/login", body)
    assert answer.status_code == 400
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [(path, code)]


def test_the_eleventh_sign_in_of_a_minute_from_one_address_is_throttled() -> None:
    make_person(email="ana@example.org")
    codes = [log_in("nobody@example.org").status_code for _n in range(11)]
    assert codes == [401] * 10 + [429]
    assert log_in("ana@example.org").status_code == 429
    assert not Session.objects.exists()


def forget_addresses() -> None:
    SignInAttempt.objects.filter(key__startswith="sign-in:").delete()


def fail(person: Person, times: int) -> None:
    for _n in range(times):
        forget_addresses()
        assert log_in(person.email, "wrong").status_code == 401


def test_five_failures_are_free_and_the_sixth_locks() -> None:
    person = make_person()
    fail(person, 5)
    assert log_in(person.email).status_code == 200
    fail(person, 6)
    forget_addresses()
    assert log_in(person.email).status_code == 401
    locked = PersonHistory.objects.get(subject=person)
    assert (locked.event, locked.payload) == ("SIGN_IN_LOCKED", {"failures": 6})


def test_a_lock_doubles_to_a_quarter_of_an_hour_at_most() -> None:
    person = make_person()
    seconds = []
    for _n in range(18):
        SignInAttempt.objects.update(locked_until=None)
        fail(person, 1)
        attempt = SignInAttempt.objects.get(key=f"person:{person.pk}")
        if attempt.locked_until:
            lock = attempt.locked_until - attempt.window_started_at
            seconds.append(round(lock.total_seconds()))
    assert seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_an_hour_forgives() -> None:
    person = make_person()
    fail(person, 6)
    SignInAttempt.objects.update(locked_until=None, window_started_at="2026-01-01T00:00:00Z")
    fail(person, 1)
    assert SignInAttempt.objects.get(key=f"person:{person.pk}").failures == 1


def test_signing_in_forgets_failures() -> None:
    person = make_person()
    fail(person, 4)
    log_in(person.email)
    assert not SignInAttempt.objects.filter(key=f"person:{person.pk}").exists()


def test_logout_ends_the_token() -> None:
    token = log_in(make_person().email).json()["token"]
    assert bearer(token).post("/api/auth/logout").status_code == 204
    assert bearer(token).get("/api/users/me").status_code == 401


def test_a_token_dies_with_its_session() -> None:
    token = log_in(make_person().email).json()["token"]
    Session.objects.update(expire_date="2026-01-01T00:00:00Z")
    assert bearer(token).get("/api/users/me").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "a/b", "é"])
def test_nonsense_is_no_token(token: str) -> None:
    assert bearer(token).get("/api/users/me").status_code == 401


def test_a_temporary_password_opens_only_its_own_change() -> None:
    person = make_person(must_change_password=True)
    api = bearer(log_in(person.email).json()["token"])
    refusal = api.get("/api/config/my-permissions")
    assert (refusal.status_code, refusal.json()["code"]) == (403, "PASSWORD_CHANGE_REQUIRED")
    assert api.get("/api/users/me").json()["mustChangePassword"] is True
    changed = api.post(
        "/api/auth/change-password", {"currentPassword": PASSWORD, "newPassword": NEW}
    )
    assert changed.status_code == 200
    assert bearer(changed.json()["token"]).get("/api/config/my-permissions").status_code == 200


def test_changing_the_password_ends_every_other_session() -> None:
    person = make_person()
    mine, other = log_in(person.email).json()["token"], log_in(person.email).json()["token"]
    browser = api_as(person)
    answer = bearer(mine).post(
        "/api/auth/change-password", {"currentPassword": PASSWORD, "newPassword": NEW}
    )
    new = answer.json()["token"]
    assert new != mine
    assert bearer(new).get("/api/users/me").status_code == 200
    assert bearer(mine).get("/api/users/me").status_code == 401
    assert bearer(other).get("/api/users/me").status_code == 401
    assert browser.get("/api/users/me").status_code == 401
    assert PersonHistory.objects.get(subject=person).event == "PASSWORD_CHANGED"


def test_a_browser_keeps_its_session_and_sees_no_token() -> None:
    person = make_person()
    browser = api_as(person)
    answer = browser.post(
        "/api/auth/change-password", {"currentPassword": PASSWORD, "newPassword": NEW}
    )
    assert answer.json() == {"token": None}
    assert browser.get("/api/users/me").status_code == 200
    assert log_in(person.email, NEW).status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "path"),
    [
        (PASSWORD, PASSWORD, "newPassword"),
        (PASSWORD, "Short1!", "newPassword"),
        (PASSWORD, "Password1!", "newPassword"),
        (PASSWORD, "gr0ss-quitte!", "newPassword"),
        (PASSWORD, "GR0SS-QUITTE!", "newPassword"),
        (PASSWORD, "Gross-Quitte!", "newPassword"),
        (PASSWORD, "Gr0ssQuitteX", "newPassword"),
        (PASSWORD, "Aa1!" * 33, "newPassword"),
    ],
)
def test_a_bad_change_changes_nothing(current: str, new: str, path: str) -> None:
    person = make_person()
    before = person.password
    answer = api_as(person).post(
        "/api/auth/change-password", {"currentPassword": current, "newPassword": new}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == path
    person.refresh_from_db()
    assert (person.password, person.session_epoch) == (before, 0)
    assert not PersonHistory.objects.exists()


def test_the_wrong_current_password_changes_nothing_and_counts() -> None:
    person = make_person()
    browser = api_as(person)
    body = {"currentPassword": "wrong", "newPassword": NEW}
    codes = [browser.post("/api/auth/change-password", body).status_code for _n in range(6)]
    assert codes == [401] * 6
    body = {"currentPassword": PASSWORD, "newPassword": NEW}
    assert browser.post("/api/auth/change-password", body).json()["code"] == "wrong_password"
    assert person.history.get().event == "SIGN_IN_LOCKED"


def test_a_reset_ends_sessions_and_forgives_failures() -> None:
    person, admin = make_person(), make_administrator()
    token = log_in(person.email).json()["token"]
    fail(person, 6)
    _person, temporary = actions.reset_password(actor=actor_of(admin), person_id=person.pk)
    assert bearer(token).get("/api/users/me").status_code == 401
    forget_addresses()
    assert log_in(person.email).status_code == 401
    assert log_in(person.email, temporary).json()["user"]["mustChangePassword"] is True


def test_my_permissions_name_role_and_permissions() -> None:
    body = api_as(make_person()).get("/api/config/my-permissions").json()
    assert body["role"] == "VIEWER"
    assert "asset:read" in body["permissions"]
    assert len(body["permissions"]) == 12


def test_machines_see_their_permissions_but_are_nobody(api_with: Any) -> None:
    machine = api_with("asset:read")
    assert machine.get("/api/config/my-permissions").json() == {
        "role": None,
        "permissions": ["asset:read"],
    }
    assert machine.get("/api/users/me").status_code == 403
