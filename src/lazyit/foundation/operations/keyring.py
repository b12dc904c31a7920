"""The keys of the environment, held against the identities that the database keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lazyit.foundation.operations.standing import Standing
from lazyit.instance import ways
from lazyit.instance.failures import RefusedError
from lazyit.instance.keys import identity_of


@dataclass(frozen=True, slots=True)
class KeyState:
    """One key: the identity that the database expects, and the one found; None where absent."""

    name: str
    expected: str | None
    found: str | None

    @property
    def is_wrong(self) -> bool:
        """Say whether another key than the expected one was given."""
        return None not in (self.expected, self.found) and self.expected != self.found

    @property
    def is_new(self) -> bool:
        """Say whether the database has not taken note of this key yet."""
        return self.expected is None and self.found is not None

    @property
    def is_missing(self) -> bool:
        """Say whether a key that the database knows was not given."""
        return self.expected is not None and self.found is None


def states(keys: Mapping[str, bytes], standing: Standing) -> list[KeyState]:
    """Return the state of every key that is given or known, by name."""
    instance = standing.instance_id or ""
    found = {name: identity_of(name, instance, key) for name, key in keys.items()}
    known = standing.identities
    return [KeyState(name, known.get(name), found.get(name)) for name in sorted({*known, *found})]


def refuse_wrong(found: list[KeyState]) -> None:
    """Raise RefusedError naming every key that is not the expected one, by identity."""
    wrong = [state for state in found if state.is_wrong]
    if not wrong:
        return
    lines = [
        f"{state.name} is not the key of this database: expected the one with the identity "
        f"{state.expected}, found {state.found}."
        for state in wrong
    ]
    raise RefusedError("\n".join(lines), go_on=_put_back(wrong))


def refuse_missing(found: list[KeyState], is_needed: Callable[[str], bool]) -> None:
    """Raise RefusedError naming every absent key without which stored data stays closed."""
    missing = [state for state in found if state.is_missing and is_needed(state.name)]
    if not missing:
        return
    lines = [
        f"{state.name} is missing, and stored data is sealed with it: expected the key with the "
        f"identity {state.expected}, found none."
        for state in missing
    ]
    raise RefusedError("\n".join(lines), go_on=_put_back(missing))


def refuse_new(found: list[KeyState]) -> None:
    """Raise RefusedError naming every key of which ``migrate`` has not taken note yet."""
    new = [state.name for state in found if state.is_new]
    if new:
        raise RefusedError(
            f"The database has not taken note of {', '.join(new)} yet.", go_on=ways.migrate()
        )


def _put_back(states: list[KeyState]) -> str:
    names = " and ".join(state.name for state in states)
    return f"the former {names} put back in {ways.environment_file()}, then {ways.start()}"
