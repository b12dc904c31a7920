"""Asking for background work, and calling it off."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs import doorbell
from lazyit.foundation.jobs.models import OPEN_STATES, Job, JobState
from lazyit.foundation.jobs.registry import KINDS
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, NotFound


@transaction.atomic
def enqueue(*, actor: Actor, kind: str, payload: dict[str, Any], total: int | None = None) -> Job:
    """Remember a piece of work with the change that caused it, and ring once it is committed.

    Raises Unavailable where no broker is configured.
    """
    doorbell.require_broker()
    declared = KINDS[kind]
    job = Job.objects.create(
        kind=declared.name,
        payload=payload,
        total=total,
        person_id=actor.person_id,
        service_account_id=actor.service_account_id,
    )
    transaction.on_commit(lambda: doorbell.ring(job.id, declared.queue))
    return job


@transaction.atomic
def cancel_job(*, actor: Actor, job_id: str) -> Job:
    """Call a job off: at once if it waits, at its next step if it runs.

    Raises NotFound for another person's job, Conflict if it has already ended.
    """
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or not (_is_own(job, actor) or actor.may("settings:manage")):
        raise NotFound(_("There is no such job."))
    if job.state not in OPEN_STATES:
        raise Conflict(_("The job has already ended."), code="already_in_state")
    job.cancel_requested_at = clock.now()
    if job.state == JobState.QUEUED:
        job.state, job.finished_at = JobState.CANCELLED, clock.now()
    job.save(update_fields=["cancel_requested_at", "state", "finished_at"])
    return job


def _is_own(job: Job, actor: Actor) -> bool:
    own = (actor.person_id, actor.service_account_id)
    return (job.person_id, job.service_account_id) == own
