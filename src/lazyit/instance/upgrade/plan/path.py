"""Whether one version may be reached from another, and by which way."""

from lazyit.instance.upgrade.plan.facts import Facts
from lazyit.instance.upgrade.plan.parts import Remarks, Target
from lazyit.instance.upgrade.release_file import order

AREA = "path"


def judge(
    facts: Facts, target: Target, known: "frozenset[str]", remarks: Remarks, verb: str
) -> None:
    """Note why the way is not open; `verb` is `lazyit upgrade` as this operator types it."""
    if facts.release and facts.release.state != "committed":
        remarks.problem(AREA, "A migration of this database began and did not end.", _end(verb))
        return
    if unknown := sorted(facts.applied - known):
        _refuse_downgrade(facts, target, f"; {unknown[-1]} is not known there", remarks, verb)
    elif order(target.version) < order(facts.version):
        _refuse_downgrade(facts, target, "", remarks, verb)
    elif way := _first_way(facts.version, target):
        remarks.problem(
            AREA,
            f"{target.version} cannot be reached from {facts.version} in one step: {way} comes "
            f"before it.",
            f"{verb} run --to the release {way}, then to {target.version}",
        )


def _end(verb: str) -> str:
    return f"{verb} resume, or lazyit migrate if there was no upgrade"


def _refuse_downgrade(facts: Facts, target: Target, why: str, remarks: Remarks, verb: str) -> None:
    remarks.problem(
        AREA,
        f"The database belongs to {facts.version}, and {target.version} is older{why}. Older code "
        f"never runs on a newer schema.",
        f"{verb} rollback if {facts.version} was reached by an upgrade; otherwise lazyit restore "
        f"with the backup of before",
    )


def _first_way(old: str, target: Target) -> "str | None":
    """The version to go to first: the next stop, or the oldest one to come from."""
    stops = [s for s in target.told.stops if order(old) < order(s) < order(target.version)]
    if stops:
        return stops[0]
    return target.told.oldest if order(old) < order(target.told.oldest) else None
