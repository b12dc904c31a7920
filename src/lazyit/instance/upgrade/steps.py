"""The steps of a run, in their order; each is noted in the journal before it begins and after.

A test may pull the plug at every point: before and after each step, and before and after what it
does, that is with the step begun and not done in the journal.
"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lazyit.instance import failpoints
from lazyit.instance.backup.progress import Progress
from lazyit.instance.upgrade.journal import BEGUN, DONE, Journal
from lazyit.instance.upgrade.runs import CLOSING

BEFORE = ("stage", "backup", "rehearse")
HELD = (CLOSING, "copy", "take_away", "migrate", "put_back", "hold", "probation")
COMMIT = ("commit", "switch", "open", "work", "tidy")
BACK = ("back_stop", "back_data", "back_start", "back_tidy")
ROLLBACK = (
    "rollback_backup",
    "rollback_files",
    CLOSING,
    "rollback_data",
    "rollback_switch",
    "rollback_start",
    "rollback_tidy",
)
FORWARD = BEFORE + HELD + COMMIT
NAMES = tuple(dict.fromkeys(FORWARD + BACK + ROLLBACK))
STEPS = tuple(f"upgrade.{name}{part}" for name in NAMES for part in ("", ".work"))
POINTS = tuple(f"{step}:{when}" for step in STEPS for when in ("before", "after"))

STAGES = {  # as people know them
    "stage": "stage",
    "backup": "rehearse",
    "rehearse": "rehearse",
    "close": "close",
    "copy": "close",
    "take_away": "close",
    "migrate": "migrate",
    "put_back": "migrate",
    "hold": "probation",
    "probation": "probation",
    "commit": "commit",
    "switch": "commit",
    "open": "commit",
    "work": "commit",
    "tidy": "commit",
}


def stage_of(step: str) -> str:
    """Which stage a step belongs to."""
    return STAGES.get(step, "rollback" if step.startswith("rollback") else "back")


@dataclass(frozen=True)
class Steps:
    """Does steps of a run, and writes down that it does."""

    journal: Journal
    progress: Progress

    @contextlib.contextmanager
    def step(self, name: str, words: str) -> "Iterator[dict[str, Any]]":
        """Do a step; what the block puts into the dictionary is kept with it."""
        facts: dict[str, Any] = {}
        with failpoints.step(f"upgrade.{name}"):
            self.journal.note(name, BEGUN)
            self.progress.stage(words)
            begin = time.monotonic()
            with failpoints.step(f"upgrade.{name}.work"):
                yield facts
            self.progress.end()
            self.journal.note(name, DONE, seconds=round(time.monotonic() - begin, 2), **facts)
