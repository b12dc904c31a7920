"""How long people will be kept waiting: by what the last rehearsal took, or by sizes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lazyit.instance.upgrade.journal import Journal
from lazyit.instance.upgrade.plan.facts import Facts
from lazyit.instance.upgrade.plan.migrations import read, rewritten
from lazyit.instance.upgrade.plan.parts import Pending

# Bytes a second of a slow disk: what is promised is kept on most.
COPIED, READ, REWRITTEN = 150e6, 80e6, 15e6
CLOSING = 3.0  # seconds until those inside have finished
TRIAL = 9.0  # starting the new version and asking it whether it is well
PER_MIGRATION = 0.2


@dataclass(frozen=True)
class Prediction:
    """Seconds without being served, and what they are known by."""

    seconds: float
    is_rehearsed: bool


def predict(
    pending: "list[Pending]", facts: Facts, version: str, journals: Iterable[Journal]
) -> Prediction:
    """A restart behind the door; with work pending, the copy and the migrations as well."""
    copying = facts.bytes / COPIED if pending else 0.0
    if rehearsed := _rehearsed(pending, version, journals):
        took = rehearsed.get("migrate", 0.0) + rehearsed.get("trial", TRIAL)
        return Prediction(CLOSING + copying + took, is_rehearsed=True)
    work = rewritten(pending, facts) / REWRITTEN + read(pending, facts) / READ
    applying = work + PER_MIGRATION * len(pending)
    return Prediction(CLOSING + copying + applying + TRIAL, is_rehearsed=False)


def _rehearsed(
    pending: "list[Pending]", version: str, journals: Iterable[Journal]
) -> "dict[str, Any] | None":
    """The newest rehearsal of exactly this: the times of its parts."""
    names = [each.name for each in pending]
    for journal in journals:
        found: dict[str, Any] | None = journal.fact("rehearsed")
        if found and (journal.fact("to"), journal.fact("pending")) == (version, names):
            return found
    return None
