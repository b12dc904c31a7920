"""The application's findings: each thing is broken for real, then seen by page, API or command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.operations import health
from lazyit.foundation.operations.doctor import examine
from lazyit.foundation.operations.doctor.telling import tell
from lazyit.instance.doctor import disk
from lazyit.instance.doctor.findings import Octets, Told, _, well
from lazyit.instance.registry import fresh_secret
from lazyit.instance.valkey import Broker
from lazyit.kernel import clock
from tests.builders import Api, api_as, api_with, make_administrator, make_member, signed_in

pytestmark = pytest.mark.django_db


def all_of(check: str) -> list[Told]:
    """The findings of an area."""
    return [each.told() for each in examine() if each.check == check]


def found(check: str) -> Told:
    """The one finding of an area."""
    (finding,) = all_of(check)
    return finding


@pytest.fixture
def compose(settings: Settings) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, kind="compose", trust_proxy=1)


@pytest.fixture
def broker(tmp_path: Path, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A broker of this test's own, which it may stop."""
    own = Broker(tmp_path / "valkey", tmp_path / "valkey.sock", fresh_secret(), safe=False)
    process = own.program().start()
    while not own.answers():
        assert process.poll() is None
    settings.REDIS_URL = own.url
    yield process
    process.kill()
    process.wait()


def test_what_works_is_said_to(settings: Settings) -> None:
    make_administrator()
    health.beat()
    levels = {each.check: each.level for each in examine()}
    for check in ("database", "broker", "worker", "jobs", "components", "sandbox", "setup"):
        assert levels[check] == "ok", check


def test_a_broker_that_stops_is_found_and_loses_nothing(
    broker: subprocess.Popen[bytes],
) -> None:
    assert found("broker")["level"] == "ok"
    broker.kill()
    broker.wait()
    finding = found("broker")
    assert finding["level"] == "failure"
    assert finding["fix"] == "lazyit logs valkey"
    assert found("database")["level"] == "ok"


def test_without_redis_url_the_published_remedy_is_named(settings: Settings, compose: None) -> None:
    settings.REDIS_URL = None
    finding = found("broker")
    assert finding["level"] == "warning"
    assert "503" in finding["why"]
    upon = (
        "docker compose -f compose.yaml -f infra/docker-compose.prod.yaml --profile prod "
        "--env-file infra/env/.env.prod"
    )
    assert finding["fix"].splitlines() == [
        (
            "grep -q '^REDIS_URL=' infra/env/.env.prod || "
            "echo 'REDIS_URL=redis://valkey:6379' >> infra/env/.env.prod"
        ),
        f"{upon} up -d api",
    ]
    assert "worker" not in {each.check for each in examine()}


@pytest.mark.parametrize("beaten", [True, False])
def test_a_silent_worker_is_found(beaten: bool) -> None:
    cache.delete("worker.pulse")
    if beaten:
        before = clock.now() - timedelta(minutes=3)
        cache.set("worker.pulse", before.isoformat(), None)
    finding = found("worker")
    assert finding["level"] == "failure"
    assert ("never" in finding["what"]) is not beaten


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING])
def test_a_job_that_nobody_does_is_found(state: JobState) -> None:
    before = clock.now() - timedelta(minutes=10)
    Job.objects.create(kind="x", state=state, lease_until=before, created_at=before)
    assert found("jobs")["level"] == "failure"


def test_a_job_that_waits_behind_a_busy_worker_is_no_fault() -> None:
    before, later = clock.now() - timedelta(minutes=10), clock.now() + timedelta(minutes=1)
    Job.objects.create(kind="x", state=JobState.QUEUED, created_at=before)
    Job.objects.create(kind="x", state=JobState.RUNNING, lease_until=later, created_at=before)
    assert found("jobs")["level"] == "ok"


def test_a_code_left_lying_is_found(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "setup-code"
    file.write_text("ABCD-EFGH-2345\n")
    settings.INSTANCE = replace(settings.INSTANCE, setup_code_file=file)
    assert "Nobody has set this instance up" in found("setup")["what"]
    make_administrator()
    finding = found("setup")
    assert finding["level"] == "warning"
    subprocess.run(finding["fix"], shell=True, check=True)
    assert found("setup")["level"] == "ok"


@pytest.mark.parametrize(
    ("origin", "level"),
    [
        (None, "warning"),
        ("http://192.168.1.2", "warning"),
        ("http://localhost:8080", "ok"),
        ("https://lazyit.invalid", "ok"),
    ],
)
def test_http_beyond_this_host_is_found(
    settings: Settings, compose: None, origin: str | None, level: str
) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, web_origin=origin)
    assert found("address")["level"] == level


@pytest.mark.parametrize(("hops", "level"), [(0, "failure"), (1, "ok"), (2, "failure")])
def test_proxies_are_counted(settings: Settings, compose: None, hops: int, level: str) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, trust_proxy=hops)
    assert found("proxy")["level"] == level


def test_a_check_that_breaks_is_a_finding_and_spoils_no_other() -> None:
    make_administrator()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_job RENAME TO away")
    finding = found("jobs")
    assert finding["level"] == "failure"
    assert "ProgrammingError" in finding["what"]
    assert found("setup")["level"] == "ok"


def test_the_command_prints_the_same_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor")
    told = json.loads(capsys.readouterr().out)["findings"]
    assert [each["check"] for each in told] == [each.check for each in examine()]


def test_the_page_shows_findings_with_their_command(settings: Settings, compose: None) -> None:
    settings.REDIS_URL = None
    admin = signed_in(make_administrator())
    page = admin.get("/settings/instance/health").content.decode()
    assert "REDIS_URL is not set." in page
    assert "up -d api" in page
    admin.cookies["django_language"] = "es"
    page = admin.get("/settings/instance/health").content.decode()
    assert "REDIS_URL no está definida." in page
    assert "up -d api" in page


def test_the_page_notices_by_which_address_it_was_reached(settings: Settings) -> None:
    admin = signed_in(make_administrator())
    words = "This page was reached at other.example"
    assert words in admin.get("/settings/instance/health", headers={"host": "other.example"}).text
    assert words not in admin.get("/settings/instance/health").text


def test_the_page_is_for_who_manages_settings() -> None:
    make_administrator()
    assert signed_in(make_member()).get("/settings/instance/health").status_code == 403
    assert Client().get("/settings/instance/health")["Location"].startswith("/sign-in")


def test_the_api_answers_whoever_manages_settings() -> None:
    body: dict[str, Any] = api_as(make_administrator()).get("/api/instance/health").json()
    assert body["level"] in {"ok", "warning", "failure"}
    assert set(body["findings"][0]) == {"check", "level", "what", "why", "fix"}
    assert Api().get("/api/instance/health").status_code == 401
    assert api_with("asset:read").get("/api/instance/health").status_code == 403


def test_no_finding_tells_a_secret(settings: Settings) -> None:
    told = json.dumps([each.told() for each in examine()])
    instance = settings.INSTANCE
    for secret in (instance.auth_secret, instance.database.password, instance.redis_url):
        assert secret not in told


def test_what_stands_in_a_sentence_is_in_the_readers_language() -> None:
    free, total = Octets(1_500_000), Octets(3_000_000)
    what = _("{name}: {free} free of {total}.", name=disk.DATA, free=free, total=total)
    with translation.override("es"):
        assert tell(well("disk", what))["what"] == "Datos: 1,5 MB libres de 3 MB."
