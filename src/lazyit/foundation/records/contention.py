"""Two writes that stood in each other's way: PostgreSQL ended one of them, which lost nothing."""

from __future__ import annotations

from django.db import OperationalError
from django.utils.translation import gettext as _

from lazyit.kernel.errors import DomainError, Unavailable

DEADLOCK, SERIALIZATION = "40P01", "40001"


def as_refusal(error: BaseException) -> DomainError | None:
    """Return what to tell whose write was ended for another's sake; None for other errors."""
    if not isinstance(error, OperationalError):
        return None
    if getattr(error.__cause__, "sqlstate", None) not in {DEADLOCK, SERIALIZATION}:
        return None
    message = _("Somebody changed the same records at the same moment. Try again.")
    return Unavailable(message, code="try_again")
