"""Making a plan: every part looks at the instance, and none of them writes."""

from collections.abc import Sequence
from typing import Any

from lazyit.instance import clone
from lazyit.instance.doctor.findings import FAILURE, WARNING
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.psql import DatabaseError
from lazyit.instance.upgrade.journal import Journal
from lazyit.instance.upgrade.plan import (
    changed,
    facts,
    keys,
    migrations,
    path,
    settings,
    space,
    timing,
)
from lazyit.instance.upgrade.plan.facts import Facts
from lazyit.instance.upgrade.plan.parts import Pending, Remarks, Target, printed
from lazyit.instance.upgrade.plan.place import Place
from lazyit.instance.upgrade.plan.plan import Plan

Bundles = list[dict[str, Any]]
TOO_OLD = 48 * 3600  # seconds


def make(place: Place, target: Target, journals: Sequence[Journal] = ()) -> Plan:
    """The plan of bringing an instance to a version; nothing is written.

    `journals` are those of earlier runs, the newest first: their rehearsals say how long it takes.
    """
    remarks = Remarks([], [])
    _judge_health(place, remarks)
    try:
        found = facts.gather(place.database)
    except DatabaseError as error:
        if not remarks.problems:
            remarks.problem("health", error.what, place.verb("status"))
        return _without_database(place, target, remarks)
    return _with(place, target, found, journals, remarks)


def _with(
    place: Place, target: Target, found: Facts, journals: Sequence[Journal], remarks: Remarks
) -> Plan:
    file = place.settings(target)
    path.judge(found, target, _known(place, target), remarks, place.verb("upgrade"))
    settings.judge(file, target, found.version, remarks)
    states = keys.judge(found, place.values, remarks, place.settings_path)
    _judge_rights(place, remarks)
    pending = _pending(place, target, found, remarks)
    bundles = place.bundles()
    rooms = space.rooms(_sizes(place, target, found, pending, bundles), place.volumes())
    space.judge(rooms, remarks, place.verb("backup prune"))
    prediction = timing.predict(pending, found, target.version, journals)
    return Plan(
        place.kind,
        place.name,
        found.version,
        target.version,
        remarks.problems,
        remarks.warnings,
        pending,
        rooms,
        prediction.seconds,
        prediction.is_rehearsed,
        changed.judge(found, place, target, remarks),
        states,
        settings.changes(target, found.version, file),
        _bundle(place, bundles, remarks),
        found.bytes,
    )


def _without_database(place: Place, target: Target, remarks: Remarks) -> Plan:
    settings.judge(place.settings(target), target, target.version, remarks)
    return Plan(
        place.kind, place.name, "unknown", target.version, remarks.problems, remarks.warnings
    )


def _judge_health(place: Place, remarks: Remarks) -> None:
    for finding in place.health():
        told = finding.told()
        if finding.level == FAILURE:
            remarks.problem("health", told["what"], finding.fix)
        elif finding.level == WARNING:
            remarks.warning("health", told["what"], finding.fix)


def _judge_rights(place: Place, remarks: Remarks) -> None:
    server = place.database.named("postgres")
    try:
        clone.refuse_unless_able(server, place.database.address.name)
    except RefusedError as refusal:
        remarks.problem("rights", refusal.what, refusal.go_on)
    except InstanceError as error:
        remarks.problem("rights", error.what, "the database postgres opened to this role")


def _known(place: Place, target: Target) -> "frozenset[str]":
    """Every migration of the new version."""
    told = printed(place.ask_new(target, "known_migrations"))
    return frozenset(told or (migration.name for migration in target.told.migrations))


def _pending(place: Place, target: Target, found: Facts, remarks: Remarks) -> "list[Pending]":
    """By the new version itself where that is there, and with these settings can be asked."""
    done = place.ask_new(target, "migrate", "--plan", "--json")
    if done is None or any(remark.area == settings.AREA for remark in remarks.problems):
        return migrations.from_file(target, found, place.database)
    if (told := printed(done)) is None:
        said = done.stderr.rpartition("lazyit: ")[2].strip()[-500:]
        remarks.problem(
            "migrations",
            f"lazyit {target.version} does not say what is pending: {said}",
            f"{place.verb('upgrade run')}, with a mended release",
        )
        return []
    return migrations.from_program(told)


def _sizes(
    place: Place, target: Target, found: Facts, pending: "list[Pending]", bundles: Bundles
) -> space.Sizes:
    return space.Sizes(
        database=found.bytes,
        others=place.others(),
        rewritten=migrations.rewritten(pending, found),
        dump=bundles[0]["size"] if bundles else 0,
        attachments=place.attachments(),
        release=place.release_size(target),
        migrates=bool(pending),
    )


def _bundle(place: Place, bundles: Bundles, remarks: Remarks) -> "dict[str, Any] | None":
    """The newest verified one; the upgrade makes its own, so an old one is no problem."""
    verified = (each for each in bundles if each["state"] == "verified")
    newest = next(verified, None)
    if newest is None or newest["ageSeconds"] > TOO_OLD:
        what = "The newest verified backup is older than 48 hours." if newest else None
        remarks.warning(
            "backup", what or "There is no verified backup yet.", place.verb("backup create")
        )
    wanted = ("name", "madeAt", "ageSeconds", "size", "version", "why")
    return {name: newest[name] for name in wanted if name in newest} if newest else None
