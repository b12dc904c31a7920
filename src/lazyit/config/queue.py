"""The worker: two tasks, since PostgreSQL remembers the work and the broker only rings."""

from __future__ import annotations

import os
from typing import Any

import django
from celery.beat import EmbeddedService
from celery.signals import task_postrun, worker_ready

from lazyit.foundation.operations.guard import refuse_unless_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # they load every page; the gates ran them
refuse_unless_ready("worker")
django.setup()

from django.conf import settings  # noqa: E402 – after set-up
from django.db import close_old_connections, connections  # noqa: E402 – after set-up

from lazyit.foundation.jobs import doorbell, running  # noqa: E402 – after set-up
from lazyit.foundation.jobs.broker import SWEEP, app  # noqa: E402 – after set-up
from lazyit.foundation.operations import health, startup  # noqa: E402 – after set-up
from lazyit.instance import pulse  # noqa: E402 – after set-up


def run_job(job_id: str) -> None:
    """Run one job by its id."""
    close_old_connections()
    running.run_job(job_id)


def sweep() -> None:
    """Ring again for forgotten jobs, and leave a sign of life."""
    close_old_connections()
    running.sweep()
    health.beat()
    pulse.leave()


app.task(name=doorbell.TASK)(run_job)
app.task(name=SWEEP)(sweep)


def _close_connections(**_signal: Any) -> None:
    connections.close_all()


def _start_schedule(**_signal: Any) -> None:
    """Schedule in a thread: a process of its own would outlive a killed worker."""
    EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler").start()


def _show_life(**_signal: Any) -> None:
    """Be seen at once, not only after the first sweep."""
    health.beat()
    connections.close_all()


task_postrun.connect(_close_connections)
worker_ready.connect(_show_life)
if not settings.INSTANCE.run:  # a release on trial does nothing of its own accord
    worker_ready.connect(_start_schedule)
startup.announce()
