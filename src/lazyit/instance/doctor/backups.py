"""Backups: when the newest verified one was made."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from lazyit.instance.backup import verify
from lazyit.instance.backup.store import Store
from lazyit.instance.doctor.findings import Finding, _, failure, warning, well

TOO_OLD = timedelta(hours=48)


def check(folder: Path, fix: str) -> Iterable[Finding]:
    """Judge the age of the newest bundle that was restored once, to see that it can be."""
    if not (verified := newest_verified(folder)):
        yield warning(
            "backups",
            _("There is no verified backup in {folder}.", folder=folder),
            _("Without one, nothing that is lost or spoilt comes back."),
            fix,
        )
    elif datetime.now(timezone.utc) - verified > TOO_OLD:
        yield failure(
            "backups",
            _("The newest verified backup is of {moment}.", moment=verified),
            _("Whatever was written since then is in one place only."),
            fix,
        )
    else:
        yield well("backups", _("The newest verified backup is of {moment}.", moment=verified))


def newest_verified(folder: Path) -> "datetime | None":
    """When the snapshot of the newest bundle that was proven was taken."""
    proven = (each.made for each in Store(folder).bundles() if verify.is_verified(each))
    return next(proven, None)
