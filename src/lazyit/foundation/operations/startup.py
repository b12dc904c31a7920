"""What a role says in its log when it starts."""

from __future__ import annotations

import structlog
from django.conf import settings

from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor import broker

log = structlog.get_logger("lazyit.start")


def announce() -> None:
    """Say once what is off for want of a setting, and how to turn it on."""
    if not settings.REDIS_URL:
        log.warning(broker.notice(commands()), setting="REDIS_URL")
