"""Whether the parts answer; what they say when they do not stays in the log."""

from __future__ import annotations

from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Lock, Thread

import redis
import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection

from lazyit.kernel import clock

log = structlog.get_logger(__name__)
BROKER_SECONDS = 1.0
WORKER_SILENT_AFTER = timedelta(seconds=60)
_PULSE = "worker.pulse"
_BROKER_IS_ASKED = Lock()

OK, DEGRADED, ERROR, NOT_CONFIGURED = "ok", "degraded", "error", "notConfigured"


def database() -> str:
    """Ask PostgreSQL for a one."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        log.warning("health.database", error=type(error).__name__)
        return ERROR
    return OK


def broker() -> str:
    """Ping Valkey, for a second at most: whoever finds its name may take longer, and is left to."""
    if not settings.REDIS_URL:
        return NOT_CONFIGURED
    answers: SimpleQueue[str] = SimpleQueue()
    if not _BROKER_IS_ASKED.acquire(timeout=BROKER_SECONDS):
        return ERROR
    Thread(target=_ask_broker, args=(settings.REDIS_URL, answers), daemon=True).start()
    try:
        return answers.get(timeout=BROKER_SECONDS)
    except Empty:
        log.warning("health.broker", error="no answer")
        return ERROR


def _ask_broker(address: str, answers: SimpleQueue[str]) -> None:
    """Never more than one at a time, however often somebody asks."""
    try:
        answers.put(_ping(address))
    finally:
        _BROKER_IS_ASKED.release()


def _ping(address: str) -> str:
    seconds = {"socket_timeout": BROKER_SECONDS, "socket_connect_timeout": BROKER_SECONDS}
    try:
        with redis.Redis.from_url(address, **seconds) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        log.warning("health.broker", error=type(error).__name__)
        return ERROR
    return OK


def readiness() -> tuple[str, dict[str, str]]:
    """Return the state of the whole and of each part; only the database gates."""
    checks = {"database": database(), "broker": broker()}
    if checks["database"] == ERROR:
        return ERROR, checks
    return (DEGRADED if checks["broker"] == ERROR else OK), checks


def beat() -> None:
    """Leave a sign of life of the worker; its schedule calls this."""
    cache.set(_PULSE, clock.now().isoformat(), None)


def worker_seen() -> datetime | None:
    """Return when the worker last gave a sign of life."""
    moment = cache.get(_PULSE)
    return datetime.fromisoformat(moment) if moment else None


def worker() -> str:
    """Say whether the worker gave a sign of life within the last minute."""
    if not settings.REDIS_URL:
        return NOT_CONFIGURED
    seen = worker_seen()
    return OK if seen and clock.now() - seen < WORKER_SILENT_AFTER else ERROR
