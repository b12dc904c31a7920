"""What PostgreSQL could not do for no fault of the request, in words for whoever sent it."""

from __future__ import annotations

import structlog
from django.db import OperationalError
from django.utils.translation import gettext as _

from lazyit.kernel.errors import DomainError, Unavailable

log = structlog.get_logger(__name__)

CONTENTION = {"40P01", "40001"}  # two writes in each other's way: one was ended, which lost nothing
FULL = {"53100"}
AWAY = {None, "53300", "57P01", "57P02", "57P03"}  # None: there was no server to give a code


class Outage(Unavailable):
    """PostgreSQL itself is away, or can keep nothing more: nothing else should be asked of it."""


def as_refusal(error: BaseException) -> DomainError | None:
    """Return what to tell whose statement PostgreSQL ended; None for other errors."""
    if not isinstance(error, OperationalError):
        return None
    state = getattr(error.__cause__, "sqlstate", None)
    if state in CONTENTION:
        message = _("Somebody changed the same records at the same moment. Try again.")
        return Unavailable(message, code="try_again")
    if state in FULL:
        log.error("database.full", exc_info=error)
        message = _("The disk of the server is full. Nothing was saved. Tell an administrator.")
        return Outage(message, code="disk_full")
    if state in AWAY:
        log.error("database.away", exc_info=error)
        message = _("The database does not answer. Look at what was saved, then try again.")
        return Outage(message, code="database_away")
    return None
