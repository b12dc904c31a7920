"""What administrators read above every page as long as backups are not as they should be."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.operations.backups import TOO_OLD
from lazyit.foundation.operations.doctor.space import backups_folder
from lazyit.foundation.operations.models import BackupStatus, Instance
from lazyit.foundation.pages import formats
from lazyit.foundation.pages.alerts import AMBER, RED, Alert
from lazyit.instance.doctor.backups import newest_verified
from lazyit.kernel import clock

KEPT_FOR = 60.0  # seconds in which a process asks once


@dataclass(frozen=True, slots=True)
class Standing:
    """How backups stand: since when there is none, and what the last one failed of."""

    is_overdue: bool = False
    failed_at: datetime | None = None
    failure: str = ""


class _Memory:
    """What this process knows, and until when it is good."""

    standing = Standing()
    until = 0.0


def forget() -> None:
    """Ask anew at the next page."""
    _Memory.until = 0.0


def backup_alerts(actor: Actor) -> Iterable[Alert]:
    """Return the banner and the notice for those who may mend it."""
    if not actor.may("settings:manage"):
        return ()
    if time.monotonic() > _Memory.until:
        _Memory.standing, _Memory.until = _look(), time.monotonic() + KEPT_FOR
    return _alerts(_Memory.standing)


def _alerts(standing: Standing) -> Iterable[Alert]:
    url, action = reverse("instance-backups"), _("Backups")
    if standing.is_overdue:
        text = _("There is no verified backup of the last 48 hours.")
        yield Alert(RED, text, url, action, standing.failure)
    elif standing.failed_at:
        text = _("The backup of %(moment)s failed.") % {
            "moment": formats.minute(standing.failed_at)
        }
        yield Alert(AMBER, text, url, action, standing.failure)


def _look() -> Standing:
    """Read two rows; the folder only where those say that something is wrong."""
    status = BackupStatus.objects.filter(pk=1).first() or BackupStatus()
    instance = Instance.objects.filter(pk=1).first()
    limit = clock.now() - TOO_OLD
    is_overdue = bool(instance and instance.created_at < limit) and not _is_young(status, limit)
    return Standing(is_overdue, status.failed_at, (status.failure or "").partition("\n")[0])


def _is_young(status: BackupStatus, limit: datetime) -> bool:
    """Backups made by an upgrade, or before this was written down, are known by the folder."""
    if status.verified_at and status.verified_at >= limit:
        return True
    folder = backups_folder()
    newest = newest_verified(folder) if folder and folder.exists() else None
    return newest is not None and newest >= limit
