"""An upgrade is stopped at every point of its journal, and all of the host is copied as it is then.

Each copy is what a power cut at that moment leaves: every process was frozen while it was made.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.upgrade.hosts import Upgraded, state_of
from tests.upgrade.outside import Ledger, lost
from tests.upgrade.prepared import SECONDS, TOKEN, Host, copy_of

LEDGER = "ledger"
FILES = "data"


@dataclass(frozen=True)
class Snapshot:
    """A host as it was at one point, and what its client had been told until then."""

    folder: Path

    def copied(self, folder: Path) -> Host:
        """Put it on a disk of its own, as it would be found when power comes back."""
        host = copy_of(self.folder, folder)
        shutil.copy(self.folder / LEDGER, folder)
        return host


def taken(case: Upgraded, process: subprocess.Popen[str], found: Sequence[str], to: Path) -> None:
    """Stop a command at each of these points in turn, and keep the host as it is there."""
    newest: Path | None = None
    for number, point in enumerate(found):
        wait_until_stopped(process, point)
        if is_new(number, point):
            folder = to / name_of(point)
            with frozen(case.host, but=process.pid):
                keep(case, folder, newest)
            newest = folder
        process.send_signal(signal.SIGCONT)


def is_new(number: int, point: str) -> bool:
    """After one step and before the next, everything is the same."""
    return number == 0 or point.endswith(":after") or ".work:" in point


def kept_points(found: Sequence[str]) -> list[str]:
    """Return the points at which a snapshot is kept."""
    return [point for number, point in enumerate(found) if is_new(number, point)]


def name_of(point: str) -> str:
    return point.replace(":", "-")


def wait_until_stopped(process: subprocess.Popen[str], point: str) -> None:
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and state_of(process.pid) != "T":
        assert time.monotonic() < deadline, point
        time.sleep(0.01)
    assert process.poll() is None, (point, process.communicate())


@contextmanager
def frozen(host: Host, but: int) -> Iterator[None]:
    """Stop every process of the instance but one that is stopped; nobody writes in this block."""
    stopped: set[int] = set()
    while moving := set(host.pids()) - stopped - {but}:
        for process in moving:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGSTOP)
        stopped |= moving
    try:
        yield
    finally:
        for process in stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)


def keep(case: Upgraded, folder: Path, before: Path | None) -> None:
    """Copy the data directory; what has not changed since the copy before is linked to that."""
    target = folder / FILES
    for source in walk(case.host.data):
        place = target / source.relative_to(case.host.data)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.parent.chmod(0o700)
        earlier = before and before / FILES / source.relative_to(case.host.data)
        _copy(source, place, earlier)
    (folder / TOKEN).write_text(case.host.token)
    shutil.copy(case.outside.path, folder / LEDGER)


def walk(folder: Path) -> Iterator[Path]:
    """Every file, link and empty folder; not sockets, which die with who made them."""
    for place, folders, names in os.walk(folder):
        for name in [*names, *(each for each in folders if (Path(place) / each).is_symlink())]:
            if not stat.S_ISSOCK((Path(place) / name).lstat().st_mode):
                yield Path(place) / name
        if not names and not folders:
            yield Path(place)


def _copy(source: Path, target: Path, earlier: Path | None) -> None:
    found = source.lstat()
    if stat.S_ISDIR(found.st_mode):
        target.mkdir(mode=0o700)
    elif stat.S_ISLNK(found.st_mode):
        target.symlink_to(source.readlink())
    elif earlier and _is_same(found, earlier):
        os.link(earlier, target)
    else:
        shutil.copy2(source, target)


def _is_same(found: os.stat_result, earlier: Path) -> bool:
    try:
        other = earlier.lstat()
    except OSError:
        return False
    same = ("st_size", "st_mtime_ns", "st_mode")
    return all(getattr(found, name) == getattr(other, name) for name in same)


def nothing_lost(host: Host) -> int:
    """Assert that whatever had been confirmed at the moment of a snapshot is there."""
    ledger = Ledger.read(host.data.parent / LEDGER)
    assert lost(ledger, host.database) == []
    return len(ledger.confirmed)
