"""What a domain declares so that its records can be imported."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, Self

from lazyit.kernel.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

    from lazyit.foundation.audit.actor import Actor
    from lazyit.foundation.imports.models import ImportSession

MAX_CUSTOM_KEYS = 64
MAX_CUSTOM_KEY = 100
MAX_CUSTOM_VALUE = 4_000
CUSTOM, IGNORE = "custom", "ignore"


class ValueType(StrEnum):
    """How the cells of a target are read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    MONEY = "money"
    INTEGER = "integer"
    CHOICE = "choice"


class Action(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    SKIP = "skip"


@dataclass(frozen=True)
class Choice:
    """One allowed value with the words that mean it."""

    code: str
    label: Text
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """Where a column may go; `group` is the heading it stands under."""

    key: str
    label: Text
    group: Text
    synonyms: tuple[str, ...] = ()
    type: ValueType = ValueType.TEXT
    max_length: int = 200
    required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Preset:
    """The export of a known product: recognised by `marks`, at least two of them."""

    key: str
    label: str
    marks: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    custom: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """Something to tell about a row or a mapping; its words come from its code."""

    code: str
    field: str = ""
    value: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Write in a form that the database keeps."""
        return {
            "code": self.code,
            "field": self.field,
            "value": self.value,
            "params": dict(self.params),
        }


@dataclass
class Draft:
    """One row, read: typed values by target, and the custom fields that hold something.

    `constants` stand in for columns that the file does not have; they never change a record
    that exists.
    """

    index: int
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass
class RowResult:
    """What will happen, or has happened, to a row."""

    action: Action
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    object_id: str | None = None
    unassigned: bool = False
    effects: dict[str, str] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def invalid(cls, draft: Draft, *errors: Problem) -> Self:
        """Build the result of a row that is left out, for the draft's errors or others."""
        return cls(Action.SKIP, errors=[*draft.errors, *errors], warnings=list(draft.warnings))

    @classmethod
    def refused(cls, draft: Draft, refusal: DomainError) -> Self:
        """Build the result of a row that an action refused, in the action's own words."""
        messages = [error["message"] for error in refusal.errors] or [refusal.message]
        problems = [Problem("refused", params={"message": message}) for message in messages]
        return cls.invalid(draft, *problems)


class Importer(Protocol):
    """Plans or writes the rows of one session; lives as long as one job does."""

    def process(self, drafts: Sequence[Draft]) -> list[RowResult]:
        """Write rows in the caller's transaction, or say what would be written.

        A dry run never raises. Otherwise an exception means that some row is refused: the
        caller undoes them all and tries fewer.
        """


class ImporterFactory(Protocol):
    """Makes the importer of a session."""

    def __call__(self, actor: Actor, session: ImportSession, *, dry_run: bool) -> Importer:
        """Return an importer that writes, or one that only says what it would write."""


@dataclass(frozen=True)
class Kind:
    """An importable kind of record.

    `describe` has words for the codes of its own problems, `effects` for what a row does
    besides its own record ("model.create"), `address` leads to an imported record.
    """

    key: str
    label: Text
    targets: tuple[Target, ...]
    presets: tuple[Preset, ...]
    reserved_keys: frozenset[str]
    check: Callable[[frozenset[str]], list[Problem]]
    permissions: Callable[[frozenset[str]], frozenset[str]]
    importer: ImporterFactory
    describe: Mapping[str, Text]
    effects: Mapping[str, Text]
    address: Callable[[str], str]

    def target(self, key: str) -> Target | None:
        """Find a target by its key."""
        return next((target for target in self.targets if target.key == key), None)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Declare an importable kind, once, when its app starts."""
    if kind.key in _KINDS:
        raise ValueError(f"import kind {kind.key} is declared twice")
    _KINDS[kind.key] = kind


def find_kind(key: str) -> Kind | None:
    """Find a declared kind."""
    return _KINDS.get(key)


def all_kinds() -> list[Kind]:
    """Return every declared kind."""
    return list(_KINDS.values())
