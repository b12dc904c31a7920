"""What runs there were, and how far each came: from the journals alone."""

from datetime import datetime
from typing import Any

from lazyit.instance.upgrade.journal import BEGUN, DONE, Journal
from lazyit.instance.upgrade.runs import CLOSING, FINISHED, Runs
from lazyit.instance.upgrade.steps import stage_of

AT_WORK, CUT_OFF = "at work", "cut off"
HELD_FROM, HELD_TO = CLOSING, ("open", "back_start", "rollback_start")


def history(runs: Runs) -> "list[dict[str, Any]]":
    """Every run, the newest first."""
    is_held = runs.is_held
    return [about(journal, is_held=is_held) for journal in runs.all()]


def about(journal: Journal, *, is_held: bool = False) -> "dict[str, Any]":
    """One run."""
    outcome = journal.fact(FINISHED)
    return {
        "id": journal.folder.name,
        "kind": journal.fact("kind", "upgrade"),
        "from": journal.fact("from"),
        "to": journal.fact("to"),
        "began": journal.entries[0]["at"],
        "last": journal.last["at"],
        "outcome": outcome or (AT_WORK if is_held else CUT_OFF),
        "finished": outcome is not None,
        "step": journal.last["step"],
        "stage": stage_of(journal.last["step"]),
        "outOfService": outcome is None and journal.has(CLOSING, BEGUN),
        "cause": journal.fact("cause"),
        "bundle": journal.fact("bundle"),
        "pending": journal.fact("pending", []),
        "rehearsed": journal.fact("rehearsed"),
        "held": held(journal),
        "steps": steps(journal),
    }


def steps(journal: Journal) -> "list[dict[str, Any]]":
    """Each step that was begun, with how long it took if it was done."""
    found: dict[str, dict[str, Any]] = {}
    for entry in journal.entries[1:]:
        name = entry["step"]
        if entry["what"] == BEGUN:
            found[name] = {"step": name, "stage": stage_of(name), "at": entry["at"], "done": False}
        elif entry["what"] == DONE and name in found:
            found[name] |= {"done": True, "seconds": entry.get("seconds")}
    return list(found.values())


def held(journal: Journal) -> "float | None":
    """For how many seconds requests were held, once they are no more."""
    begun = [e["at"] for e in journal.entries if (e["step"], e["what"]) == (HELD_FROM, BEGUN)]
    ended = [e["at"] for e in journal.entries if e["step"] in HELD_TO and e["what"] == DONE]
    if not begun or not ended:
        return None
    length = datetime.fromisoformat(ended[0]) - datetime.fromisoformat(begun[0])
    return round(length.total_seconds(), 1)
