"""Folders of which each upgrade may add one: those that were used last stay."""

import os
import shutil
from pathlib import Path

KEPT = 5


def used(one: Path) -> Path:
    """Note that a folder is used now, and remove those beside it that were not for longest."""
    os.utime(one)
    others = [other for other in one.parent.iterdir() if other != one]
    others.sort(key=lambda other: other.stat().st_mtime_ns, reverse=True)
    for other in others[KEPT - 1 :]:
        shutil.rmtree(other, ignore_errors=True)
    return one
