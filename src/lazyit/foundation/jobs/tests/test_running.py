"""A job is run once, by whoever holds its lease, whatever dies in between."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs import running
from lazyit.foundation.jobs.actions import cancel_job, enqueue
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.jobs.registry import KINDS, Kind, register
from lazyit.foundation.jobs.running import Run, claim, run_job, sweep
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, Invalid, Unavailable

KIND = "test.work"


@pytest.fixture
def work(db: None) -> Iterator[list[Any]]:
    """Declare a kind whose handler does what the test appends to the list."""
    steps: list[Any] = []

    def handler(run: Run) -> dict[str, Any]:
        return {"done": [step(run) for step in steps]}

    register(Kind(KIND, _("Test"), handler, max_attempts=2))
    yield steps
    del KINDS[KIND]


def queued(**payload: Any) -> Job:
    return enqueue(actor=Actor.system(), kind=KIND, payload=payload)


def state_of(job: Job) -> JobState:
    return JobState(Job.objects.get(pk=job.pk).state)


def test_runs_and_keeps_the_result(work: list[Any]) -> None:
    work.append(lambda run: run.payload["n"] + 1)
    job = queued(n=1)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == (JobState.DONE, {"done": [2]}, 1)


def test_runs_only_once(work: list[Any]) -> None:
    job = queued()
    run_job(job.pk)
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).attempts == 1


def test_is_not_there_when_its_cause_is_rolled_back(work: list[Any]) -> None:
    with contextlib.suppress(Invalid), transaction.atomic():
        queued()
        raise Invalid("no")
    assert not Job.objects.exists()


def test_a_refusal_fails_the_job_with_its_words(work: list[Any]) -> None:
    def refuse(_run: Run) -> None:
        raise Invalid("The file is empty.")

    work.append(refuse)
    job = queued()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "The file is empty.")


def test_a_crash_is_tried_again_and_then_fails(work: list[Any]) -> None:
    work.append(lambda _run: 1 / 0)
    job = queued()
    run_job(job.pk)
    assert state_of(job) == JobState.RUNNING
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 2)
    assert "division" not in (job.error or "")


def test_cancelling_a_waiting_job_ends_it_at_once(work: list[Any]) -> None:
    job = queued()
    cancel_job(actor=Actor.system(), job_id=job.pk)
    run_job(job.pk)
    assert state_of(job) == JobState.CANCELLED


def test_cancelling_a_running_job_ends_it_at_its_next_step(work: list[Any]) -> None:
    after: list[str] = []
    work.append(lambda run: cancel_job(actor=Actor.system(), job_id=run.job.pk) and None)
    work.append(lambda run: run.progress(1, 2))
    work.append(lambda _run: after.append("ran on"))
    job = queued()
    run_job(job.pk)
    assert (state_of(job), after) == (JobState.CANCELLED, [])


def test_an_ended_job_cannot_be_cancelled(work: list[Any]) -> None:
    job = queued()
    run_job(job.pk)
    with pytest.raises(Conflict):
        cancel_job(actor=Actor.system(), job_id=job.pk)
    assert state_of(job) == JobState.DONE


def test_a_worker_that_lost_its_lease_writes_nothing(work: list[Any]) -> None:
    job = queued()
    first = claim(job.pk)
    assert first is not None
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    second = claim(job.pk)
    assert second is not None
    with pytest.raises(running.LeaseLost):
        Run(first).progress(1)
    Run(first).end(JobState.DONE)
    assert state_of(job) == JobState.RUNNING


def test_a_job_whose_workers_die_fails_in_the_end(work: list[Any]) -> None:
    job = queued()
    for _attempt in range(3):
        claim(job.pk)
        Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    assert state_of(job) == JobState.FAILED


def test_the_sweep_rings_for_what_nobody_picked_up(work: list[Any]) -> None:
    old, _fresh = queued(), queued()
    Job.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(minutes=1))
    lost = queued()
    claim(lost.pk)
    Job.objects.filter(pk=lost.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    assert sweep() == 2


def test_without_a_broker_the_refusal_names_the_variable(work: list[Any], settings: Any) -> None:
    settings.REDIS_URL = None
    with pytest.raises(Unavailable) as refusal:
        queued()
    assert refusal.value.details == {"setting": "REDIS_URL"}
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_job(work: list[Any]) -> None:
    job = queued()

    def attempt(_n: int) -> bool:
        try:
            return claim(job.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
