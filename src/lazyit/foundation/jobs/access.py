"""The only way to get a job for a request: one's own, or any with ``settings:manage``."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs.models import Job
from lazyit.kernel.errors import NotFound


def jobs_of(actor: Actor, *, everybody: bool = False) -> QuerySet[Job]:
    """Return one's own jobs, or everybody's for administrators; newest first."""
    rows = Job.objects.select_related("person", "service_account").order_by("-created_at", "-id")
    if everybody:
        actor.require("settings:manage")
        return rows
    own = {"person_id": actor.person_id, "service_account_id": actor.service_account_id}
    return rows.filter(**own)


def get_job(actor: Actor, job_id: str) -> Job:
    """Return a job; other people's do not exist for whoever may not manage."""
    job = jobs_of(actor, everybody=actor.may("settings:manage")).filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no such job."))
    return job
