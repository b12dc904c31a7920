"""How a worker takes a job, keeps its lease, and ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from lazyit.foundation.jobs import doorbell
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.jobs.registry import CHORES, KINDS, Kind
from lazyit.kernel import clock
from lazyit.kernel.errors import DomainError
from lazyit.kernel.ids import new_id

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
SWEEP_AFTER = timedelta(seconds=15)


class Cancelled(Exception):
    """The job was called off."""


class LeaseLost(Exception):
    """This worker was too slow; another one carries on."""


class Run:
    """A job in this worker's hands."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.payload: dict[str, Any] = job.payload

    def progress(self, done: int, total: int | None = None, stage: str = "") -> None:
        """Record how far the work is and renew the lease.

        Raises Cancelled if the job was called off, LeaseLost if another worker took it.
        """
        changes: dict[str, Any] = {"done": done, "lease_until": clock.now() + LEASE}
        if total is not None:
            changes["total"] = total
        if stage:
            changes["stage"] = stage
        if not self._mine().update(**changes):
            raise LeaseLost
        if self._mine().filter(cancel_requested_at__isnull=False).exists():
            raise Cancelled

    def hold(self) -> None:
        """Lock the job for the present transaction, so that only its holder commits.

        Raises LeaseLost if another worker took it.
        """
        if not self._mine().select_for_update().exists():
            raise LeaseLost

    def end(
        self, state: JobState, *, result: dict[str, Any] | None = None, error: str | None = None
    ) -> None:
        """Write the outcome, unless another worker has the job."""
        self._mine().update(
            state=state, result=result, error=error, finished_at=clock.now(), lease_until=None
        )

    def _mine(self) -> Any:
        return Job.objects.filter(
            pk=self.job.pk, state=JobState.RUNNING, lease_token=self.job.lease_token
        )


def run_job(job_id: str) -> None:
    """Take a job if it is free, run its handler, and record the outcome."""
    job = claim(job_id)
    if job is None:
        return
    run = Run(job)
    try:
        result = KINDS[job.kind].handler(run)
    except Cancelled:
        run.end(JobState.CANCELLED)
    except LeaseLost:
        log.warning("job.lease_lost", job=job_id)
    except DomainError as refusal:
        run.end(JobState.FAILED, error=refusal.message)
    except Exception:
        log.exception("job.crashed", job=job_id, kind=job.kind)
        _crashed(run, KINDS[job.kind])
    else:
        run.end(JobState.DONE, result=result)


def claim(job_id: str) -> Job | None:
    """Take a waiting job, or one whose worker has gone; None if there is nothing to take."""
    now = clock.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    token = new_id()
    taken = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING,
        lease_token=token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        started_at=now,
    )
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    if job.attempts > KINDS[job.kind].max_attempts:
        Run(job).end(
            JobState.FAILED, error=_("The worker was lost too often while it ran this job.")
        )
        return None
    return job


def sweep() -> int:
    """Ring again for jobs that nobody picked up or whose worker has gone; return how many."""
    now = clock.now()
    waiting = Q(state=JobState.QUEUED, created_at__lt=now - SWEEP_AFTER)
    lost = Q(state=JobState.RUNNING, lease_until__lt=now)
    found = list(
        Job.objects.filter(waiting | lost, kind__in=KINDS)  # others wait for a version that knows
        .order_by("created_at")
        .values_list("pk", "kind")[:200]
    )
    for job_id, kind in found:
        doorbell.ring(job_id, KINDS[kind].queue)
    for chore in CHORES:
        chore()
    return len(found)


def _crashed(run: Run, kind: Kind) -> None:
    """Free a crashed job for the sweep, or fail it once it has been tried often enough."""
    if run.job.attempts >= kind.max_attempts:
        run.end(
            JobState.FAILED,
            error=_("An unexpected error stopped this job. The log has the details."),
        )
        return
    with transaction.atomic():
        run.hold()
        Job.objects.filter(pk=run.job.pk).update(lease_until=clock.now())
