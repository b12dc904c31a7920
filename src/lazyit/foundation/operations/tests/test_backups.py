"""Backups on the settings page, over the API, on schedule, and as a job."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.operations import backups
from lazyit.foundation.operations.models import Instance
from lazyit.instance.backup.bundle import Bundle
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
