"""Background work: the broker, the worker, and jobs that nobody does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.operations import health
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor import broker
from lazyit.instance.doctor.findings import Finding, _, failure, well
from lazyit.kernel import clock

STALE = timedelta(minutes=5)


def check_broker() -> Iterable[Finding]:
    """Say what is off without a broker, and whether a configured one answers."""
    state = health.broker()
    if state == health.NOT_CONFIGURED:
        yield broker.absent(commands())
    elif state == health.OK:
        yield well("broker", _("Valkey answers."))
    else:
        yield failure(
            "broker",
            _("Valkey does not answer."),
            _("Imports and changes of many records wait until it does; nothing of them is lost."),
            commands().logs("valkey"),
        )


def check_worker() -> Iterable[Finding]:
    """Look for the worker's last sign of life."""
    state, seen = health.worker(), health.worker_seen()
    if state == health.OK:
        yield well("worker", _("The worker gave its last sign of life at {moment}.", moment=seen))
    elif state == health.ERROR:
        yield failure(
            "worker",
            _("The worker gave its last sign of life at {moment}.", moment=seen)
            if seen
            else _("The worker has never given a sign of life."),
            _("Imports and changes of many records wait until it does; nothing of them is lost."),
            commands().logs("worker"),
        )


def check_jobs() -> Iterable[Finding]:
    """Look for jobs that wait though nobody is busy, and for ones whose worker is gone."""
    before = clock.now() - STALE
    lost = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=before).count()
    waiting = Job.objects.filter(state=JobState.QUEUED, created_at__lt=before).count()
    busy = Job.objects.filter(state=JobState.RUNNING, lease_until__gte=clock.now()).exists()
    if lost or (waiting and not busy):
        yield failure(
            "jobs",
            _(
                "Jobs that nobody does: {waiting} waiting, {lost} begun.",
                waiting=waiting,
                lost=lost,
            ),
            _("Whoever started them waits for the result; a worker takes them up again."),
            commands().logs("worker"),
        )
    else:
        yield well("jobs", _("No job waits for longer than it should."))
