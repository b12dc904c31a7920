"""A release on trial answers its upgrade, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lazyit import __version__
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.jobs.running import run_job
from lazyit.foundation.operations import actions
from lazyit.instance.upgrade import proof

pytestmark = pytest.mark.django_db
RUN = "0001-9.0.0-abcdef"
ADDRESS = "/health/probe"


@pytest.fixture
def on_trial(settings: Settings) -> dict[str, Any]:
    """Headers by which the upgrade is known that tries this process."""
    settings.INSTANCE = replace(settings.INSTANCE, run=RUN)
    return {"headers": {proof.HEADER: proof.of_run(settings.INSTANCE.auth_secret, RUN)}}


def test_says_what_it_is(on_trial: dict[str, Any]) -> None:
    actions.commit_release()
    told = Client().get(ADDRESS, **on_trial).json()
    assert told == {
        "version": __version__,
        "run": RUN,
        "state": "committed",
        "schema": True,
        "wrongKeys": [],
    }


def test_a_job_goes_there_and_back_and_leaves_nothing(on_trial: dict[str, Any]) -> None:
    job = Client(enforce_csrf_checks=True).post(ADDRESS, **on_trial).json()["job"]
    run_job(job)
    told = Client().get(ADDRESS, {"job": job}, **on_trial).json()
    assert (told["state"], told["result"]) == (JobState.DONE, {"version": __version__})
    assert Client().delete(ADDRESS, **on_trial).json() == {"forgotten": 1}
    assert not Job.objects.exists()


@pytest.mark.parametrize("method", ["get", "post", "delete"])
@pytest.mark.parametrize("given", ["", "0" * 64, "ñ"])
def test_another_proof_is_none(on_trial: dict[str, Any], method: str, given: str) -> None:
    answer = getattr(Client(), method)(ADDRESS, headers={proof.HEADER: given})
    assert answer.status_code == 404
    assert not Job.objects.exists()


def test_the_proof_of_another_run_is_none(on_trial: dict[str, Any], settings: Settings) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, run="0002-9.0.0-abcdef")
    assert Client().post(ADDRESS, **on_trial).status_code == 404
    assert not Job.objects.exists()


def test_outside_a_trial_nobody_is_answered(on_trial: dict[str, Any], settings: Settings) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, run=None)
    nothing = {"headers": {proof.HEADER: proof.of_run(settings.INSTANCE.auth_secret, "")}}
    for headers in (on_trial, nothing):
        assert Client().get(ADDRESS, **headers).status_code == 404
