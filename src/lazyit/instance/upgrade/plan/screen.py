"""A plan on one screen."""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import TYPE_CHECKING

from lazyit.instance.upgrade.plan import space
from lazyit.instance.upgrade.plan.parts import Component, Pending, Remark

if TYPE_CHECKING:
    from lazyit.instance.upgrade.plan.plan import Plan

LABEL = 13
MOST_MIGRATIONS = 12
MOST_TABLES = 3
MOST_NAMES = 5
MEANINGS = {
    "additive": "in a moment, whatever the size",
    "lock": "whole tables are read, or something is taken away",
    "rewrite": "rows are written, as many as there are",
}


def describe(plan: "Plan") -> str:
    """The plan for a person."""
    lines = [f"From {plan.old} to {plan.new}, {plan.kind}, {plan.place}", ""]
    for label, texts in _parts(plan):
        names = chain([label], repeat(""))
        lines += [f"{next(names):<{LABEL}}{text}" for text in texts]
    lines.append("")
    for word, remarks in (("problem", plan.problems), ("warning", plan.warnings)):
        lines += [line for remark in remarks for line in _remark(word, remark)]
    return "\n".join([*lines, *_end(plan)])


def _parts(plan: "Plan") -> "Iterator[tuple[str, list[str]]]":
    yield "settings", [_settings(plan)]
    yield "keys", [", ".join(f"{n} {state}" for n, state in plan.keys.items()) or "none in use"]
    yield "backup", [_backup(plan)]
    yield "components", [*map(_component, plan.components)] or ["as they are"]
    yield "migrations", [*_migrations(plan)]
    yield (
        "disk",
        [
            f"{room.path}: {space.megabytes(room.needed)} of {space.megabytes(room.free)} free"
            f" ({space.parts(room)})"
            for room in plan.disk
        ],
    )
    yield "away", [_away(plan)]


def _settings(plan: "Plan") -> str:
    wrong = sum(remark.area == "settings" for remark in plan.problems)
    found = [f"{wrong} to mend" if wrong else "good"]
    changes = plan.settings
    found += [f"new: {_some(changes.added)}"] if changes.added else []
    found += [f"no longer read: {_some(changes.removed)}"] if changes.removed else []
    found += [f"{old} is now {new}" for old, new in changes.renamed.items()]
    return "; ".join(found)


def _some(names: "list[str]") -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _backup(plan: "Plan") -> str:
    if plan.bundle is None:
        return "none is verified; the upgrade makes one first"
    return f"verified {duration(plan.bundle['ageSeconds'])} ago; the upgrade makes a new one first"


def _component(component: Component) -> str:
    before = component.before or "unknown"
    return f"{component.name} {before} becomes {component.after}"


def _migrations(plan: "Plan") -> Iterator[str]:
    if not plan.pending:
        yield "none pending"
        return
    yield f"{len(plan.pending)} pending; {plan.heaviest}: {MEANINGS[plan.heaviest]}"
    for each in plan.pending[:MOST_MIGRATIONS]:
        yield f"{each.kind:<9} {each.name}{_tables(each)}"
    if (more := len(plan.pending) - MOST_MIGRATIONS) > 0:
        yield f"and {more} more (--json has them all)"


def _tables(pending: Pending) -> str:
    shown = [str(table) for table in pending.tables if not table.is_new][:MOST_TABLES]
    more = sum(not table.is_new for table in pending.tables) - len(shown)
    shown += [f"{more} more"] if more else []
    return f": {', '.join(shown)}" if shown else ""


def _away(plan: "Plan") -> str:
    if plan.is_idle:
        return "nobody waits"
    known = "by the last rehearsal" if plan.is_rehearsed else "by sizes; the rehearsal will tell"
    return f"about {duration(plan.predicted_seconds)}, requests wait meanwhile ({known})"


def _remark(word: str, remark: Remark) -> Iterator[str]:
    first, *others = remark.what.splitlines()
    yield f"{word}: {remark.area}: {first}"
    yield from (f"  {line}" for line in others)
    if remark.go_on:
        yield f"  go on with: {remark.go_on}"


def _end(plan: "Plan") -> Iterator[str]:
    if plan.problems:
        yield "Nothing was written. The upgrade is not possible as things are."
    elif plan.is_idle:
        yield f"Nothing was written. There is nothing to do: this is {plan.new}."
    else:
        yield "Nothing was written. The upgrade is possible."


def duration(seconds: float) -> str:
    """A time in the unit that fits."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
