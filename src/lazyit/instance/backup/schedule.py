"""When the next backup is due, and a process that makes it then, or when it is asked to."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone, tzinfo
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lazyit.instance import cron, pulse
from lazyit.instance.backup import bundle, listing
from lazyit.instance.backup.counter import Counter
from lazyit.instance.backup.store import Store
from lazyit.instance.ears import Ears
from lazyit.instance.registry import BY_NAME

EVERY = 5.0  # seconds
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
    """Makes what is due or asked for, prunes afterwards, tries a failed one at its next turn."""

    def __init__(
        self,
        store: Store,
        values: Mapping[str, str],
        say: Callable[[str], None],
        counter: "Counter | None" = None,
    ) -> None:
        self._store, self._values, self._say, self._counter = store, values, say, counter
        self._tried: datetime | None = None
        self._shown: Any = None

    def run(self) -> int:
        """Go on until told to end; a backup at work is then given up, and cleared by the next."""
        ears = Ears()
        self._say("backups are made when BACKUP_CRON says so")
        if self._counter:
            self._counter.tidy()
        while not ears.told:
            pulse.leave_here()
            self._look(ears)
            if self._counter:
                self._serve(ears, self._counter)
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

    def _serve(self, ears: Ears, counter: Counter) -> None:
        """Hang out the list of bundles if it has changed, and make a backup if one is asked for."""
        seen = [
            (each.name, _moment(each.file(bundle.VERIFICATION))) for each in self._store.bundles()
        ]
        if seen != self._shown:
            counter.show([listing.about(each) for each in self._store.bundles()])
            self._shown = seen
        if asked := counter.take():
            words = ("create", f"--why={asked['why']}", f"--who={asked['who']}", "--json")
            with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as said:
                code = self._work(ears, words, output, said)
                self._say(_all_of(said).rstrip())
                answer = json.loads(_all_of(output)) if code == 0 else {"error": _all_of(said)}
            counter.answer(asked["id"], answer)
            if code == 0:
                self._work(ears, ("prune",))

    def _work(
        self,
        ears: Ears,
        words: Sequence[str],
        output: "IO[str] | None" = None,
        said: "IO[str] | None" = None,
    ) -> int:
        """Run a backup command as a child, which is ended with this process."""
        command = [*COMMAND, *words]
        process = subprocess.Popen(command, cwd=Path("/"), stdout=output, stderr=said)
        while process.poll() is None:
            pulse.leave_here()
            ears.wait(EVERY)
            if ears.told:
                process.terminate()
                process.wait()
        return process.returncode


def _moment(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _all_of(file: IO[str]) -> str:
    file.seek(0)
    return file.read()
