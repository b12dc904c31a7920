"""The plan of an upgrade: what was found, whether it may be done, how long people wait."""

from dataclasses import asdict, dataclass, field
from typing import Any

from lazyit.instance.failures import RefusedError
from lazyit.instance.upgrade.plan import screen
from lazyit.instance.upgrade.plan.parts import Component, Pending, Remark, Room, heaviest
from lazyit.instance.upgrade.plan.settings import Changes


@dataclass(frozen=True)
class Plan:
    """One way from a version to another, on one instance; nothing was written to make it."""

    kind: str
    place: str
    old: str
    new: str
    problems: "list[Remark]"
    warnings: "list[Remark]"
    pending: "list[Pending]" = field(default_factory=list)
    disk: "list[Room]" = field(default_factory=list)
    predicted_seconds: float = 0.0
    is_rehearsed: bool = False  # the seconds are those of a rehearsal, not of a formula
    components: "list[Component]" = field(default_factory=list)
    keys: "dict[str, str]" = field(default_factory=dict)
    settings: Changes = field(default_factory=lambda: Changes([], [], {}))
    bundle: "dict[str, Any] | None" = None  # the newest verified one
    database_bytes: int = 0

    @property
    def is_open(self) -> bool:
        """Whether nothing forbids it."""
        return not self.problems

    @property
    def is_idle(self) -> bool:
        """Whether this version is the one that there is."""
        return self.old == self.new and not self.pending

    @property
    def migrates(self) -> bool:
        """Whether the data is changed."""
        return bool(self.pending)

    @property
    def heaviest(self) -> str:
        """The class of everything that is pending."""
        return heaviest(each.kind for each in self.pending)

    @property
    def code(self) -> int:
        """The exit code of the command that shows it."""
        return 0 if self.is_open else RefusedError.code

    def refuse_unless_open(self) -> None:
        """Raise RefusedError with every problem, and the way out of the first."""
        if self.problems:
            raise RefusedError(
                f"An upgrade from {self.old} to {self.new} is not possible:\n"
                + "\n".join(f"  {remark.area}: {remark.what}" for remark in self.problems),
                go_on=self.problems[0].go_on,
            )

    def describe(self) -> str:
        """One screen for a person."""
        return screen.describe(self)

    def as_data(self) -> "dict[str, Any]":
        """Everything, for programs."""
        return {
            "kind": self.kind,
            "place": self.place,
            "from": self.old,
            "to": self.new,
            "open": self.is_open,
            "problems": [_remark(each) for each in self.problems],
            "warnings": [_remark(each) for each in self.warnings],
            "pending": [_pending(each) for each in self.pending],
            "disk": [{**asdict(room), "needed": room.needed} for room in self.disk],
            "predictedSeconds": round(self.predicted_seconds, 1),
            "rehearsed": self.is_rehearsed,
            "components": [asdict(each) for each in self.components],
            "keys": self.keys,
            "settings": asdict(self.settings),
            "bundle": self.bundle,
            "databaseBytes": self.database_bytes,
        }


def _remark(remark: Remark) -> "dict[str, str]":
    return {"area": remark.area, "what": remark.what, "goOn": remark.go_on}


def _pending(each: Pending) -> "dict[str, Any]":
    tables = [
        {"name": t.name, "rows": t.rows, "estimated": t.is_estimate, "new": t.is_new}
        for t in each.tables
    ]
    return {"name": each.name, "class": each.kind, "python": each.in_python, "tables": tables}
