"""The broker's application object: the worker adds the tasks, everybody else only rings."""

from __future__ import annotations

from celery import Celery
from django.conf import settings

SWEEP = "lazyit.sweep"
SWEEP_EVERY = 15.0  # seconds

app = Celery("lazyit", broker=settings.INSTANCE.broker_url or "memory://")
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 2},
    beat_schedule={"sweep": {"task": SWEEP, "schedule": SWEEP_EVERY}},
)
