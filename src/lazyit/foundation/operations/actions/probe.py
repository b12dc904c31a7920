"""The one piece of work by which an upgrade sees that workers work."""

from __future__ import annotations

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs.actions import enqueue
from lazyit.foundation.jobs.models import Job

JOB = "probe"


def ask_for_probe() -> Job:
    """Enqueue a job that does nothing, for the worker of the same upgrade."""
    return enqueue(actor=Actor.system(), kind=JOB, payload={})


def forget_probes() -> int:
    """Leave nothing behind of what was only tried."""
    count, _by_kind = Job.objects.filter(kind=JOB).delete()
    return count
