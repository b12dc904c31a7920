"""Backups on the settings page, over the API, on schedule, and as a job."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.jobs import running
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.operations import backups
from lazyit.foundation.operations.models import Instance
from lazyit.instance.backup import listing
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.backup.counter import Counter
from lazyit.instance.backup.store import Store
from lazyit.instance.backup.verify import Verification
from lazyit.kernel import clock
from tests.builders import api_as, api_with, make_administrator, make_member, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/settings/instance/backups"
ADDRESS = "/api/instance/backups"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAZYIT_DATA", str(tmp_path))
    return tmp_path / "backups"


def bundle(folder: Path, age: timedelta, *, ok: bool = True) -> str:
    made = clock.now() - age
    path = folder / f"{made:%Y%m%dT%H%M%SZ}-0.2.0-ab12cd34"
    path.mkdir(parents=True)
    (path / "manifest.json").write_text("{}")
    proof = Verification(
        Bundle(path).checksum, ok=ok, problems=[], at=made.isoformat(), seconds=1.0
    )
    (path / "verification.json").write_text(proof.text)
    return path.name


def test_the_page_lists_bundles_and_is_quiet_while_one_is_young(
    admin: Person, folder: Path
) -> None:
    name = bundle(folder, timedelta(hours=3))
    page = signed_in(admin).get(PAGE).text
    assert name in page
    assert "Verified" in page
    assert "no verified backup" not in page


def test_it_warns_after_48_hours_and_of_failed_ones(admin: Person, folder: Path) -> None:
    bundle(folder, timedelta(hours=49))
    bundle(folder, timedelta(hours=1), ok=False)
    assert "There is no verified backup of the last 48 hours." in signed_in(admin).get(PAGE).text


def test_others_see_nothing(admin: Person) -> None:
    assert signed_in(make_member()).get(PAGE).status_code == 403
    assert signed_in(make_member()).post(f"{PAGE}/new").status_code == 403
    assert Client().get(PAGE)["Location"].startswith("/sign-in")
    assert api_with("asset:read").get(ADDRESS).status_code == 403
    assert api_with("asset:read").post(ADDRESS).status_code == 403
    assert not Job.objects.exists()


def test_the_button_leads_to_a_job_and_a_second_one_is_refused(admin: Person) -> None:
    client = signed_in(admin)
    answer = client.post(f"{PAGE}/new")
    job = Job.objects.get(kind=backups.JOB)
    assert answer["Location"].startswith(f"/jobs/{job.pk}")
    assert job.payload == {"why": "manual", "who": admin.name}
    assert client.post(f"{PAGE}/new")["Location"] == PAGE
    assert Job.objects.count() == 1


def test_the_api_lists_and_asks(folder: Path) -> None:
    name = bundle(folder, timedelta(hours=3))
    api = api_as(make_administrator())
    body = api.get(ADDRESS).json()
    assert [each["name"] for each in body["items"]] == [name]
    assert body["inSight"] is True
    answer = api.post(ADDRESS)
    assert (answer.status_code, answer.json()["kind"]) == (201, backups.JOB)
    assert api.post(ADDRESS).status_code == 409


def test_in_containers_the_hosts_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAZYIT_DATA")
    refused = api_as(make_administrator()).post(ADDRESS)
    assert refused.status_code == 409
    assert "backup create" in refused.json()["message"]
    assert not Job.objects.exists()


def test_what_is_due_is_asked_for_once(folder: Path) -> None:
    Instance.objects.update_or_create(pk=1, defaults={"auth_mode": "local"})
    backups.ask_when_due()
    assert not Job.objects.exists()  # the instance is younger than the last turn
    Instance.objects.update(created_at=clock.now() - timedelta(days=3))
    backups.ask_when_due()
    backups.ask_when_due()
    job = Job.objects.get(kind=backups.JOB)
    assert (job.payload["why"], job.state) == ("scheduled", JobState.QUEUED)


def test_what_was_made_since_is_not_due(folder: Path) -> None:
    bundle(folder, timedelta())
    Instance.objects.update_or_create(pk=1, defaults={"auth_mode": "local"})
    Instance.objects.update(created_at=clock.now() - timedelta(days=3))
    backups.ask_when_due()
    assert not Job.objects.exists()


class TestInContainers:
    """The service that has the bundles is asked over its counter."""

    @pytest.fixture(autouse=True)
    def counter(
        self, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> Counter:
        monkeypatch.delenv("LAZYIT_DATA")
        folder = tmp_path / "counter"
        settings.INSTANCE = replace(settings.INSTANCE, kind="compose", backup_counter=folder)
        return Counter(folder)

    def work(self) -> Job:
        answer = api_as(make_administrator()).post(ADDRESS)
        assert answer.status_code == 201
        running.run_job(answer.json()["id"])
        return Job.objects.get(pk=answer.json()["id"])

    def test_without_the_service_nothing_is_in_sight(self, admin: Person) -> None:
        assert api_as(admin).get(ADDRESS).json() == {"inSight": False, "items": []}
        assert api_as(admin).post(ADDRESS).status_code == 409
        assert "Back up now" not in signed_in(admin).get(PAGE).text
        assert not Job.objects.exists()

    def test_the_list_of_the_service_is_shown(
        self, admin: Person, folder: Path, counter: Counter
    ) -> None:
        name = bundle(folder, timedelta(hours=3))
        counter.show([listing.about(each) for each in Store(folder).bundles()])
        page = signed_in(admin).get(PAGE).text
        assert name in page
        assert "Back up now" in page

    def test_a_request_is_answered(self, counter: Counter) -> None:
        counter.show([])

        def serve() -> None:
            asked = until(counter.take)
            counter.answer(asked["id"], {"name": f"made for {asked['why']}", "size": 1})

        with ThreadPoolExecutor(1) as service:
            served = service.submit(serve)
            job = self.work()
            served.result()
        assert (job.state, job.result) == (
            JobState.DONE,
            {"bundle": "made for manual", "bytes": 1, "removed": 0},
        )
        assert [path.name for path in counter.folder.iterdir()] == ["bundles.json"]

    def test_a_failure_is_told_in_the_services_words(self, counter: Counter) -> None:
        counter.show([])

        def serve() -> None:
            counter.answer(until(counter.take)["id"], {"error": "x\nlazyit: No room.\n"})

        with ThreadPoolExecutor(1) as service:
            served = service.submit(serve)
            job = self.work()
            served.result()
        assert (job.state, job.error) == (JobState.FAILED, "No room.")

    def test_a_service_that_is_away_is_not_waited_for(
        self, counter: Counter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counter.show([])
        monkeypatch.setattr(backups, "TAKEN_WITHIN", timedelta(0))
        job = self.work()
        assert (job.state, job.error) == (JobState.FAILED, "The backup service does not answer.")
        assert counter.take() is None


def until(take: Callable[[], dict[str, str] | None]) -> dict[str, str]:
    deadline = time.monotonic() + 20
    while (found := take()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found
