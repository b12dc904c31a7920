"""File permissions: secrets and data belong to their owner alone."""

import os
import shlex
import stat
from collections.abc import Iterable
from pathlib import Path

from lazyit.instance.doctor.findings import Finding, _, failure, well

SECRETS = _("Whoever can read it has the passwords and keys of this instance.")
RECORDS = _("Every account on this host could read or change what the instance keeps.")
# Others may pass through: where PostgreSQL runs as another user, it has to.
OPEN_FILE, OPEN_FOLDER = 0o077, 0o066


def check(secrets: Iterable[Path], folders: Iterable[Path]) -> Iterable[Finding]:
    """Name every file and folder that others can use, or that this user cannot."""
    found = [_unreadable(path) for path in (*secrets, *folders)]
    found += [_open_to_others(path, OPEN_FILE, "600") for path in secrets]
    found += [_open_to_others(path, OPEN_FOLDER, "700") for path in folders]
    wrong = [finding for finding in found if finding]
    yield from wrong or [well("permissions", _("Settings and data belong to their owner alone."))]


def _unreadable(path: Path) -> "Finding | None":
    if not path.exists() or os.access(path, os.R_OK | os.W_OK):
        return None
    owner = path.stat().st_uid
    return failure(
        "permissions",
        _("{path} belongs to user {owner} and is closed to this one.", path=path, owner=owner),
        _("The instance cannot start as this user."),
        f"sudo chown -R {os.geteuid()} {shlex.quote(str(path))}",
    )


def _open_to_others(path: Path, bits: int, mode: str) -> "Finding | None":
    if not path.exists() or not path.stat().st_mode & bits:
        return None
    now = f"{stat.S_IMODE(path.stat().st_mode):03o}"
    return failure(
        "permissions",
        _("{path} is open to others: its mode is {mode}.", path=path, mode=now),
        SECRETS if path.is_file() else RECORDS,
        f"chmod {mode} {shlex.quote(str(path))}",
    )
