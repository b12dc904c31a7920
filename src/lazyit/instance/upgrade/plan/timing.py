"""How long people will be kept waiting: from sizes, or from what the last rehearsal took."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lazyit.instance.upgrade.journal import Journal
from lazyit.instance.upgrade.plan.facts import Facts
from lazyit.instance.upgrade.plan.migrations import read, rewritten
from lazyit.instance.upgrade.plan.parts import Pending

REHEARSED = "rehearsed"  # the fact of a journal: version, migrations, seconds, bytes

# Bytes a second of a slow disk: what is promised is kept on most.
COPIED, READ, REWRITTEN = 150e6, 80e6, 15e6
RESTART = 12.0  # closing, stopping, starting, asking the new version whether it is well
PER_MIGRATION = 0.2


@dataclass(frozen=True)
class Prediction:
    """Seconds without being served, and what they are known by."""

    seconds: float
    is_rehearsed: bool


def predict(pending: "list[Pending]", facts: Facts, journals: Iterable[Journal]) -> Prediction:
    """A restart behind the door; with work pending, the copy and the migrations as well."""
    if not pending:
        return Prediction(RESTART, is_rehearsed=False)
    copying = facts.bytes / COPIED
    if (rehearsed := _rehearsed(pending, journals)) is not None:
        grown = max(1.0, facts.bytes / max(rehearsed["bytes"], 1))
        return Prediction(RESTART + copying + rehearsed["seconds"] * grown, is_rehearsed=True)
    work = rewritten(pending, facts) / REWRITTEN + read(pending, facts) / READ
    applying = work + PER_MIGRATION * len(pending)
    return Prediction(RESTART + copying + applying, is_rehearsed=False)


def _rehearsed(pending: "list[Pending]", journals: Iterable[Journal]) -> "dict[str, Any] | None":
    """The newest rehearsal of exactly these migrations."""
    names = [each.name for each in pending]
    for journal in journals:
        found: dict[str, Any] | None = journal.fact(REHEARSED)
        if found and found.get("migrations") == names:
            return found
    return None
