"""Space: whether what is written still finds room."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from lazyit.instance.doctor.findings import Finding, Octets, Words, _, failure, warning, well

DATA, ATTACHMENTS, BACKUPS = _("Data"), _("Attachments"), _("Backups")

GB = 1000**3
LEAST, ENOUGH = GB // 2, 20 * GB


def is_short(total: int, free: int) -> bool:
    """Whether somebody should make room soon."""
    return free < min(max(total // 10, 2 * GB), ENOUGH)


def check(folders: Iterable[tuple[Words, Path]]) -> Iterable[Finding]:
    """Look at the volume of each folder; one volume is told once, by its first folder."""
    seen = set()
    for name, folder in folders:
        if not folder.exists() or (volume := folder.stat().st_dev) in seen:
            continue
        seen.add(volume)
        yield _judged(name, folder)


def _judged(name: Words, folder: Path) -> Finding:
    usage = shutil.disk_usage(folder)
    gaps = {"name": name, "free": Octets(usage.free), "total": Octets(usage.total)}
    look = f"du -xh --max-depth=2 {folder} | sort -h | tail"
    if usage.free < LEAST:
        return failure(
            "disk",
            _("{name}: the volume is full, {free} free of {total}.", **gaps),
            _("PostgreSQL stops when it cannot write, and uploads and backups fail."),
            look,
        )
    if is_short(usage.total, usage.free):
        return warning(
            "disk",
            _("{name}: the volume is getting full, {free} free of {total}.", **gaps),
            _("Backups and upgrades need room for a copy of the database."),
            look,
        )
    return well("disk", _("{name}: {free} free of {total}.", **gaps))
