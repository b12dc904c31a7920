"""The task queue: two tasks, since PostgreSQL remembers the work and the broker only rings."""

from __future__ import annotations

import os
from typing import Any

import django
from celery import Celery
from celery.beat import EmbeddedService
from celery.signals import task_postrun, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 – after set-up
from django.db import close_old_connections, connections  # noqa: E402

from lazyit.foundation.jobs import doorbell, running  # noqa: E402

SWEEP_EVERY = 15.0  # seconds

app = Celery("lazyit", broker=settings.INSTANCE.broker_url or "memory://", set_as_current=True)
app.conf.update(
    task_ignore_result=True,
    task_store_eager_result=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 2},
    beat_schedule={"sweep": {"task": "lazyit.sweep", "schedule": SWEEP_EVERY}},
)


@app.task(name=doorbell.TASK)
def run_job(job_id: str) -> None:
    """Run one job by its id."""
    close_old_connections()
    running.run_job(job_id)


@app.task(name="lazyit.sweep")
def sweep() -> None:
    """Ring again for forgotten jobs."""
    close_old_connections()
    running.sweep()


@task_postrun.connect
def _close_connections(**_signal: Any) -> None:
    connections.close_all()


@worker_ready.connect
def _start_schedule(**_signal: Any) -> None:
    """Schedule in a thread: a process of its own would outlive a killed worker."""
    EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler").start()
