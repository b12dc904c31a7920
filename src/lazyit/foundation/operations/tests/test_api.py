from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.operations.models import Instance
from tests.builders import Api, api_as, api_with, make_administrator, make_person

pytestmark = pytest.mark.django_db
CODE = "ABCD-EFGH-2345"
FIRST = {
    "firstName": "Ana",
    "lastName": "Luz",
    "email": "Ana@Example.org",
    "password": "Gr0ss-Quitte!",
    "setupCode": CODE,
}


@pytest.fixture
def code_file(tmp_path: Path, settings: Settings) -> Path:
    file = tmp_path / "setup-code"
    file.write_text(f"{CODE}\n")
    settings.INSTANCE = replace(settings.INSTANCE, setup_code_file=file)
    return file


def set_up(api: Api | None = None, **changes: Any) -> Any:
    api = api or Api()
    token = api.get("/api/config/csrf").json()["csrfToken"]
    return api.post("/api/config/setup", {**FIRST, **changes}, X_CSRF_Token=token)


def test_status_of_a_fresh_instance(code_file: Path) -> None:
    body = Api().get("/api/config/status").json()
    assert body["isConfigured"] is False
    assert body["requiresSetupCode"] is True
    assert (body["adminCount"], body["authMode"]) == (0, "local")
    assert body["csrfToken"]


def test_set_up_makes_an_administrator_and_signs_them_in(code_file: Path) -> None:
    api = Api()
    answer = set_up(api)
    assert answer.status_code == 201
    person = Person.objects.get()
    assert (person.role, person.email, person.must_change_password) == (
        "ADMIN",
        "ana@example.org",
        False,
    )
    assert api.get("/api/users/me").json()["id"] == str(person.pk)
    assert Api().get("/api/config/status").json()["isConfigured"] is True
    row = PersonHistory.objects.get()
    assert (row.event, row.payload) == ("CREATED", {"role": "ADMIN", "source": "setup"})
    assert Instance.objects.get().auth_mode == "local"


def test_the_code_is_gone_once_it_was_used(
    code_file: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up(setupCode="wrong")
    assert code_file.exists()
    with django_capture_on_commit_callbacks(execute=True):
        set_up()
    assert not code_file.exists()


def test_the_code_may_be_typed_in_any_way(code_file: Path) -> None:
    assert set_up(setupCode=" abcd efgh 2345 ").status_code == 201


@pytest.mark.parametrize("code", ["", None, "ABCD-EFGH-2346", "é", CODE[:-1]])
def test_a_wrong_code_is_refused(code_file: Path, code: str | None) -> None:
    answer = set_up(setupCode=code)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_setup_code")
    assert not Person.objects.exists()


@pytest.mark.parametrize("content", ["", "\n", None])
def test_a_missing_or_empty_code_file_lets_nobody_in(code_file: Path, content: str | None) -> None:
    code_file.unlink() if content is None else code_file.write_text(content)
    assert set_up(setupCode="").status_code == 403
    assert not Person.objects.exists()


def test_no_code_is_asked_where_none_is_configured() -> None:
    assert settings.INSTANCE.setup_code_file is None
    assert set_up(setupCode=None).status_code == 201


@pytest.mark.parametrize("token", ["", "x", "x:y:z"])
def test_a_call_from_elsewhere_is_refused(token: str) -> None:
    answer = Api().post("/api/config/setup", FIRST, X_CSRF_Token=token)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert not Person.objects.exists()


@pytest.mark.parametrize("role", ["ADMIN"])
def test_a_second_set_up_is_refused_also_when_the_first_person_left(role: str) -> None:
    make_person(role=role, deleted_at="2026-01-01T00:00:00Z")
    answer = set_up()
    assert (answer.status_code, answer.json()["code"]) == (409, "already_configured")
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"password": "weak"}, "password"),
        ({"email": "nobody"}, "email"),
        ({"firstName": " "}, "firstName"),
        ({"role": "ADMIN"}, "role"),
        ({"lastName": "x" * 101}, "lastName"),
    ],
)
def test_set_up_refuses(change: dict[str, Any], path: str) -> None:
    answer = set_up(**change)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == path
    assert not Person.objects.exists()
    assert not Instance.objects.filter(configured_at__isnull=False).exists()


def test_the_sixth_set_up_of_a_minute_is_throttled(code_file: Path) -> None:
    codes = [set_up(setupCode="wrong").status_code for _n in range(6)]
    assert codes == [403] * 5 + [429]
    assert set_up().status_code == 429
    assert not Person.objects.exists()


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_live_touches_nothing(
    prefix: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = Client().get(f"{prefix}/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not answer.cookies


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_ready_names_its_parts(prefix: str) -> None:
    answer = Client().get(f"{prefix}/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"database": "ok", "broker": "ok"}}


def test_a_dead_broker_degrades_but_does_not_gate(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = Client().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "checks": {"database": "ok", "broker": "error"}}


def test_a_broker_whose_name_is_not_found_keeps_nobody_waiting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container asks `ready` for five seconds at most, a resolver may take as many."""
    settings.REDIS_URL = "redis://nowhere:6379"
    asked, found = threading.Semaphore(0), threading.Event()

    def resolve(*_words: object, **_options: object) -> None:
        asked.release()
        found.wait(30)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    begin = time.monotonic()
    for _turn in range(2):
        assert Client().get("/health/ready").json()["checks"]["broker"] == "error"
    assert time.monotonic() - begin < 4
    found.set()
    assert asked.acquire(timeout=5)
    assert not asked.acquire(blocking=False)  # nobody asked twice meanwhile


def test_no_broker_is_no_fault(settings: Settings) -> None:
    settings.REDIS_URL = None
    assert Client().get("/health/ready").json()["checks"]["broker"] == "notConfigured"


def test_the_version_is_for_everybody_who_is_signed_in() -> None:
    assert Api().get("/api/instance/version").status_code == 401
    assert set(api_with("asset:read").get("/api/instance/version").json()) == {"current", "gitSha"}
    assert api_as(make_administrator()).get("/api/instance/version").status_code == 200
