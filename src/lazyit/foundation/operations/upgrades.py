"""Versions as the application sees them: the one that runs, and the upgrades that there were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.operations.models import Outcome, UpgradeRun
from lazyit.foundation.operations.surroundings import commands

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

SHOWN = 50
ROLLBACK = "rollback"
TONES: dict[str, str] = {
    Outcome.COMMITTED: "green",
    Outcome.FAILED: "amber",
    Outcome.WENT_BACK: "amber",
    Outcome.ROLLED_BACK: "slate hollow",
    Outcome.AT_WORK: "slate",
    Outcome.CUT_OFF: "red",
}
STAGES: dict[str, Text] = {
    "stage": _("Install beside"),
    "rehearse": _("Back up and rehearse"),
    "close": _("Close the door"),
    "migrate": _("Migrate"),
    "probation": _("Try behind the door"),
    "commit": _("Commit"),
    "back": _("Go back"),
    "rollback": _("Roll back"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a run: the steps of a journal as people know them."""

    name: str
    seconds: float
    is_done: bool

    @property
    def label(self) -> Text | str:
        """Return its name for people."""
        return STAGES.get(self.name, self.name)


def runs() -> list[UpgradeRun]:
    """Return the upgrades, newest first; journals are numbered, since a clock may go back."""
    return list(UpgradeRun.objects.order_by("-id")[:SHOWN])


def stages_of(run: UpgradeRun) -> list[Stage]:
    """Return the stages that a run came through, in their order, with how long each took."""
    found: dict[str, Stage] = {}
    for step in run.steps:
        before = found.get(step["stage"], Stage(step["stage"], 0.0, is_done=True))
        seconds = before.seconds + (step.get("seconds") or 0.0)
        found[step["stage"]] = Stage(step["stage"], seconds, before.is_done and step["done"])
    return list(found.values())


def as_data(run: UpgradeRun) -> dict[str, Any]:
    """Return a run for programs."""
    return {
        "id": run.pk,
        "kind": run.kind,
        "from": run.from_version,
        "to": run.to_version,
        "outcome": run.outcome,
        "cause": run.cause,
        "bundle": run.bundle,
        "heldSeconds": run.held_seconds,
        "beganAt": run.began_at,
        "endedAt": run.ended_at,
        "migrations": run.migrations,
        "stages": [
            {"name": stage.name, "seconds": round(stage.seconds, 2), "done": stage.is_done}
            for stage in stages_of(run)
        ],
    }


def way_on(run: UpgradeRun) -> str:
    """Return the command of the host that a run waits for, if it waits for one."""
    return commands().upgrade("resume") if run.outcome == Outcome.CUT_OFF else ""
