"""/api/jobs"""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from lazyit.foundation.jobs.access import get_job, jobs_of
from lazyit.foundation.jobs.actions import cancel_job
from lazyit.foundation.jobs.models import Job
from lazyit.foundation.rest.answers import answer
from lazyit.foundation.rest.authentication import ApiRequest, any_caller
from lazyit.foundation.rest.schema import Body
from lazyit.kernel.clock import instant

router = Router(tags=["jobs"])
ROUTERS = (("/jobs", router),)
ANYBODY = any_caller()


class Wanted(Body):
    """Which jobs: one's own, or all with ``settings:manage``."""

    all: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=2_147_483_647)] = 0


@router.get("", auth=ANYBODY)
def list_jobs(request: ApiRequest, wanted: Query[Wanted]) -> HttpResponse:
    """List jobs, newest first."""
    jobs = jobs_of(request.auth, everybody=wanted.all)
    page = jobs[wanted.offset : wanted.offset + wanted.limit]
    paging = {"total": jobs.count(), "limit": wanted.limit, "offset": wanted.offset}
    return answer({"items": [job_body(job) for job in page], **paging})


@router.get("/{opaque:job_id}", auth=ANYBODY)
def read_job(request: ApiRequest, job_id: str) -> HttpResponse:
    """Return one job: how far it is, what came of it."""
    return answer(job_body(get_job(request.auth, job_id)))


@router.post("/{opaque:job_id}/cancel", auth=ANYBODY)
def cancel(request: ApiRequest, job_id: str) -> HttpResponse:
    """Call a job off, at once if it waits, at its next step if it runs."""
    cancel_job(actor=request.auth, job_id=job_id)
    return answer(job_body(get_job(request.auth, job_id)), status=201)


def job_body(job: Job) -> dict[str, Any]:
    """Shape a job for the wire."""
    return {
        "id": job.pk,
        "kind": job.kind,
        "state": job.state,
        "stage": job.stage or None,
        "done": job.done,
        "total": job.total,
        "attempts": job.attempts,
        "cancelRequested": job.cancel_requested_at is not None,
        "result": job.result,
        "error": job.error,
        "createdAt": instant(job.created_at),
        "startedAt": job.started_at and instant(job.started_at),
        "finishedAt": job.finished_at and instant(job.finished_at),
    }
