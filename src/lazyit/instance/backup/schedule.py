"""When the next backup is due, and a process that makes it then."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lazyit.instance import cron, pulse
from lazyit.instance.backup.store import Store
from lazyit.instance.ears import Ears
from lazyit.instance.registry import BY_NAME

EVERY = 20.0  # seconds
COMMAND = (sys.executable, "-m", "lazyit.cli.main", "backup")


def due(values: Mapping[str, str], now: datetime) -> "datetime | None":
    """The last moment up to now for which BACKUP_CRON wants a backup, in the instance's zone."""
    setting = BY_NAME["BACKUP_CRON"]
    wanted = cron.read(values.get(setting.name) or setting.default or "")
    return cron.latest(wanted, now.astimezone(_zone(values)))


def _zone(values: Mapping[str, str]) -> tzinfo:
    try:
        return ZoneInfo(values.get("LAZYIT_TIME_ZONE") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):  # a system without a zone database
        return timezone.utc


def is_wanted(store: Store, moment: datetime) -> bool:
    """Whether no bundle was made since that moment."""
    bundles = store.bundles()
    return not bundles or bundles[0].made < moment


class Schedule:
    """Makes what is due, prunes afterwards, and tries a failed backup again at its next turn."""

    def __init__(self, store: Store, values: Mapping[str, str], say: Callable[[str], None]) -> None:
        self._store, self._values, self._say = store, values, say
        self._tried: datetime | None = None

    def run(self) -> int:
        """Go on until told to end; a backup at work is then given up, and cleared by the next."""
        ears = Ears()
        self._say("backups are made when BACKUP_CRON says so")
        while not ears.told:
            pulse.leave_here()
            self._look(ears)
            if not ears.told:
                ears.wait(EVERY)
        return 0

    def _look(self, ears: Ears) -> None:
        moment = due(self._values, datetime.now(timezone.utc))
        if moment is None or moment == self._tried or not is_wanted(self._store, moment):
            return
        self._tried = moment
        if self._work(ears, ("create", "--why", "scheduled", "--who", "schedule")) == 0:
            self._work(ears, ("prune",))

    def _work(self, ears: Ears, words: Sequence[str]) -> int:
        """Run a backup command as a child, which is ended with this process."""
        process = subprocess.Popen([*COMMAND, *words], cwd=Path("/"))
        while process.poll() is None:
            pulse.leave_here()
            ears.wait(EVERY)
            if ears.told:
                process.terminate()
                process.wait()
        return process.returncode
