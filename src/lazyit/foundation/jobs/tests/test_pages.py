"""/jobs, /jobs/:id and /api/jobs"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs.actions import enqueue
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.jobs.registry import KINDS, Kind, register
from lazyit.foundation.jobs.running import Run, run_job
from tests.builders import Api, actor_of, api_as, api_with, make_person, signed_in

pytestmark = pytest.mark.django_db
KIND = "test.pages"


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    def work(run: Run) -> dict[str, Any]:
        run.progress(1, 3, "Counting")
        skipped = [{"id": "abc", "reason": "conflict", "name": "<b>One</b>"}]
        return {"requested": 3, "succeeded": 2, "skippedCount": 1, "skipped": skipped}

    register(Kind(KIND, "Test work", work, records="/things/", place=lambda _job: "/place"))  # type: ignore[arg-type]  # plain words do
    yield
    del KINDS[KIND]


def job_of(person: Person) -> Job:
    return enqueue(actor=actor_of(person), kind=KIND, payload={}, total=3)


def page(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_an_open_job_asks_again_every_second(viewer: Person) -> None:
    job = job_of(viewer)
    Job.objects.filter(pk=job.pk).update(done=1, stage="Counting", state=JobState.RUNNING)
    seen = page(signed_in(viewer), f"/jobs/{job.pk}")
    for part in ('hx-trigger="every 1s"', "Counting", "1 / 3", "Test work", "/cancel"):
        assert part in seen


def test_a_finished_job_tells_its_result(viewer: Person) -> None:
    job = job_of(viewer)
    run_job(job.pk)
    seen = page(signed_in(viewer), f"/jobs/{job.pk}?next=/assets?q=x")
    assert "every 1s" not in seen
    for part in ('href="/things/abc"', "&lt;b&gt;One", "serial number or tag", 'href="/place"'):
        assert part in seen
    assert 'href="/assets?q=x"' in seen
    assert 'href="https://evil' not in page(
        signed_in(viewer), f"/jobs/{job.pk}?next=https://evil.example"
    )


def test_a_failed_job_says_why(viewer: Person) -> None:
    job = job_of(viewer)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="The <disk> is full.")
    assert "The &lt;disk&gt; is full." in page(signed_in(viewer), f"/jobs/{job.pk}")


def test_one_sees_ones_own_administrators_all(viewer: Person, admin: Person) -> None:
    own, other = job_of(viewer), job_of(make_person())
    seen = page(signed_in(viewer), "/jobs?all=1")
    assert own.pk in seen
    assert other.pk not in seen
    assert "Everybody" not in seen
    assert other.pk in page(signed_in(admin), "/jobs?all=1")
    assert other.pk not in page(signed_in(admin), "/jobs")
    assert page(signed_in(viewer), f"/jobs/{other.pk}", 404)
    assert page(signed_in(admin), f"/jobs/{other.pk}")
    assert "Nothing runs" in page(signed_in(make_person()), "/jobs")


def test_calling_off(viewer: Person) -> None:
    job, browser = job_of(viewer), signed_in(viewer)
    assert browser.post(f"/jobs/{job.pk}/cancel").status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    again = browser.post(f"/jobs/{job.pk}/cancel", follow=True)
    assert "The job has already ended." in again.content.decode()
    assert browser.get(f"/jobs/{job.pk}/cancel").status_code == 405


def test_nobody_calls_off_the_work_of_others(viewer: Person, member: Person) -> None:
    job = job_of(viewer)
    assert signed_in(member).post(f"/jobs/{job.pk}/cancel").status_code == 404
    assert api_as(member).post(f"/api/jobs/{job.pk}/cancel").status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_by_rest(viewer: Person) -> None:
    job, api = job_of(viewer), api_as(viewer)
    run_job(job.pk)
    body = api.get(f"/api/jobs/{job.pk}").json()
    assert (body["state"], body["done"], body["total"]) == ("DONE", 1, 3)
    assert body["result"]["succeeded"] == 2
    listed = api.get("/api/jobs").json()
    assert (listed["total"], listed["items"][0]["id"], listed["limit"]) == (1, job.pk, 50)
    assert api.post(f"/api/jobs/{job.pk}/cancel").status_code == 409
    assert api.get("/api/jobs/nobody").status_code == 404
    assert api.get("/api/jobs", limit=201).status_code == 400


def test_a_waiting_job_is_called_off_by_rest(viewer: Person) -> None:
    job = job_of(viewer)
    answer = api_as(viewer).post(f"/api/jobs/{job.pk}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (201, "CANCELLED")


def test_machines_have_jobs_of_their_own() -> None:
    one, two = api_with("asset:read"), api_with("asset:read")
    job = enqueue(actor=_actor_of(one), kind=KIND, payload={})
    system = enqueue(actor=Actor.system(), kind=KIND, payload={})
    assert one.get(f"/api/jobs/{job.pk}").status_code == 200
    for api, other in ((two, job), (one, system)):
        assert api.get(f"/api/jobs/{other.pk}").status_code == 404
        assert api.post(f"/api/jobs/{other.pk}/cancel").status_code == 404
    assert one.get("/api/jobs", all="true").status_code == 403


def _actor_of(api: Api) -> Actor:
    account_id = api.headers["Authorization"].split("_")[2]
    return Actor(name="Robot", service_account_id=account_id)
