"""Background work as people watch it: what runs, how far it is, what came of it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.jobs.access import get_job, jobs_of
from lazyit.foundation.jobs.actions import cancel_job
from lazyit.foundation.jobs.models import OPEN_STATES, Job, JobState
from lazyit.foundation.jobs.registry import KINDS, Kind
from lazyit.foundation.pages.dialogs import done, refused
from lazyit.foundation.pages.views import local_address
from lazyit.foundation.rbac.requirements import signed_in
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict

PER_PAGE = 50
TONES = {
    JobState.QUEUED: "slate hollow",
    JobState.RUNNING: "slate",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.CANCELLED: "slate dash",
}
REASONS = {
    "already_in_state": gettext_lazy("was so already"),
    "not_found": gettext_lazy("is no longer there"),
    "conflict": gettext_lazy("another record has its serial number or tag"),
}


@signed_in
@require_GET
def jobs(request: SignedRequest) -> HttpResponse:
    """List one's own jobs, or all of them."""
    everybody = request.GET.get("all") == "1" and request.actor.may("settings:manage")
    found = Paginator(jobs_of(request.actor, everybody=everybody), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    entries = [about(job) for job in page]
    context = {"jobs": entries, "shown": len(entries), "page": page, "everybody": everybody}
    return render(request, "jobs/jobs.html", context)


@signed_in
@require_GET
def job(request: SignedRequest, job_id: str) -> HttpResponse:
    """Show one job; while it is open the page asks again every second."""
    found = get_job(request.actor, job_id)
    back = local_address(request, request.GET.get("next"), "")
    return render(request, "jobs/job.html", {**about(found), "back": back})


@signed_in
@require_POST
def cancel(request: SignedRequest, job_id: str) -> HttpResponse:
    """Call a job off."""
    place = f"/jobs/{job_id}"
    try:
        cancel_job(actor=request.actor, job_id=job_id)
    except Conflict as refusal:
        return refused(request, place, refusal.message)
    return done(request, place, _("The job was called off."))


def about(job: Job) -> dict[str, Any]:
    """Return what pages say of a job."""
    kind = KINDS.get(job.kind)
    result = job.result or {}
    return {
        "job": job,
        "label": kind.label if kind else job.kind,
        "tone": TONES[JobState(job.state)],
        "open": job.state in OPEN_STATES,
        "seconds": _seconds(job),
        "starter": job.person or job.service_account,
        "place": kind.place(job) if kind else "",
        "skipped": _skipped(kind, result),
        "counts": {k: v for k, v in result.items() if isinstance(v, int)},
    }


def _seconds(job: Job) -> float | None:
    if job.started_at is None:
        return None
    return max(((job.finished_at or clock.now()) - job.started_at).total_seconds(), 1)


def _skipped(kind: Kind | None, result: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.get("name") or each["id"],
            "url": f"{kind.records}{each['id']}" if kind and kind.records else "",
            "reason": REASONS.get(each["reason"], each["reason"]),
        }
        for each in result.get("skipped", [])
    ]
