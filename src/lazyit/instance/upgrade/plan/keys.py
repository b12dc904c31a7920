"""The keys of the settings file against the identities in the database."""

from collections.abc import Mapping

from lazyit.instance import settings
from lazyit.instance.keys import identity_of
from lazyit.instance.upgrade.plan.facts import Facts
from lazyit.instance.upgrade.plan.parts import Remarks

AREA = "keys"
FORGET = "lazyit keys forget"


def judge(
    facts: Facts, values: Mapping[str, str], remarks: Remarks, place: str
) -> "dict[str, str]":
    """Note each key that is another or is missing; returns the state of each, never a value.

    A key whose secret lies in a file that only a container sees is left to the rehearsal.
    """
    given = settings.read_keys(values)
    states = {}
    for name, expected in sorted(facts.identities.items()):
        if name not in given:
            states[name] = _missing(name, expected, values, remarks, place)
            continue
        found = identity_of(name, facts.instance_id, given[name])
        states[name] = "right" if found == expected else "wrong"
        if found != expected:
            remarks.problem(
                AREA,
                f"{name} is not the key of this database: expected the identity {expected}, "
                f"found {found}.",
                f"the former {name} put back in {place}",
            )
    return {**states, **dict.fromkeys(sorted(set(given) - set(states)), "new")}


def _missing(
    name: str, expected: str, values: Mapping[str, str], remarks: Remarks, place: str
) -> str:
    if f"{name}_FILE" in values:
        remarks.warning(AREA, f"{name} lies in a file, which the rehearsal will try.")
        return "in a file"
    remarks.problem(
        AREA,
        f"{name} is missing; the database knows it by the identity {expected}.",
        f"{name} put back in {place}, or, if it is lost for good, {FORGET} {name}",
    )
    return "missing"
