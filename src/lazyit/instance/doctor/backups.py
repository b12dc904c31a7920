"""Backups: when the newest verified one was made."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from lazyit.instance.doctor.findings import Finding, _, failure, warning, well

BUNDLE = re.compile(r"(\d{8}T\d{6}Z)-\S+-\w+")
VERIFICATION = "verification.json"
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
    """When it was made, as its folder's name says."""
    names = (path.parent.name for path in folder.glob(f"*/{VERIFICATION}"))
    found = [match[1] for name in names if (match := BUNDLE.fullmatch(name))]
    if not found:
        return None
    return datetime.strptime(max(found), "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
