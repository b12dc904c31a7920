"""Valkey as the doorbell: it carries ids only, and losing it loses nothing."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from lazyit.foundation.jobs.broker import app
from lazyit.kernel.errors import Unavailable

log = structlog.get_logger(__name__)
TASK = "lazyit.run_job"


def require_broker() -> None:
    """Raise Unavailable, naming the variable, where no broker is configured."""
    if not settings.REDIS_URL:
        raise Unavailable(
            _("Background work needs the setting REDIS_URL. Set it and restart the application."),
            code="broker_not_configured",
            details={"setting": "REDIS_URL"},
        )


def ring(job_id: str, queue: str | None = None) -> None:
    """Tell a worker that a job waits; the sweep rings again if nobody hears."""
    try:
        app.send_task(TASK, args=[job_id], queue=queue, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("job.ring_failed", job=job_id, error=type(error).__name__)
