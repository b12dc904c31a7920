"""Programs of others that the new version brings along in another version."""

from lazyit.instance.upgrade.plan.facts import Facts
from lazyit.instance.upgrade.plan.parts import Component, Remarks, Target
from lazyit.instance.upgrade.plan.place import Place

AREA = "components"
DATABASE = "postgres"
DUMP = "dump with this version, restore into a new cluster of the other: docs/operate/components.md"


def judge(facts: Facts, place: Place, target: Target, remarks: Remarks) -> "list[Component]":
    """Every component that changes; a major version of the database is refused."""
    wanted = target.told.components(place.kind)
    current = place.current()
    is_from = current is not None and current.version == facts.version
    before = current.components(place.kind) if current and is_from else {}
    after = wanted.get(DATABASE, "")
    if after and major_of(after) != major_of(facts.server_version):
        remarks.problem(
            AREA,
            f"The database would go from {facts.server_version} to {after}. The files of one major "
            f"version are unreadable to the next, and no upgrade of lazyit changes them.",
            DUMP,
        )
        before[DATABASE] = facts.server_version
    return [
        Component(name, before.get(name), version)
        for name, version in wanted.items()
        if before and before.get(name) != version
    ]


def major_of(version: str) -> str:
    """The part of a version of PostgreSQL by which its files differ."""
    return version.partition(".")[0].partition("-")[0].strip()
