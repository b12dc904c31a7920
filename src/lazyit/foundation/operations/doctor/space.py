"""Space for files and backups, and how old the newest backup is."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor import backups, disk
from lazyit.instance.doctor.findings import Finding
from lazyit.instance.registry import BY_NAME, COMPOSE
from lazyit.instance.settings import read_values


def check_disk() -> Iterable[Finding]:
    """Look at the volumes that the application writes to."""
    named = [
        (disk.ATTACHMENTS, settings.INSTANCE.attachments_dir),
        (disk.BACKUPS, backups_folder()),
    ]
    return disk.check([(name, folder) for name, folder in named if folder])


def check_backups() -> Iterable[Finding]:
    """Look for the newest verified bundle; in compose, one role alone has them in sight."""
    folder = backups_folder()
    if folder is None or (commands().kind == COMPOSE and not folder.is_mount()):
        return ()
    return backups.check(folder, commands().backup("create"))


def backups_folder() -> Path | None:
    """Return where bundles lie, if this process was told or can know."""
    values, _problems = read_values(os.environ)
    setting = BY_NAME["BACKUP_DIR"]
    if folder := values.get("BACKUP_DIR") or setting.default_for(commands().kind):
        return Path(folder)
    return Path(commands().data) / "backups" if commands().data else None
