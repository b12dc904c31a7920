"""Records by a key: those looked up for the present rows, and those made since."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")


class Known(Generic[K, R]):
    """Several records may share a key: then a row that names it is ambiguous."""

    def __init__(self) -> None:
        self._found: dict[K, list[R]] = {}
        self._made: dict[K, list[R]] = {}

    def load(self, records: Iterable[tuple[K, R]], *, forget_made: bool) -> None:
        """Replace what was looked up; forget what was made where the database has it by now."""
        self._found = {}
        for key, record in records:
            self._found.setdefault(key, []).append(record)
        if forget_made:
            self._made = {}

    def add(self, key: K, record: R) -> None:
        """Make a new record known."""
        self._made.setdefault(key, []).append(record)

    def get(self, key: K) -> list[R]:
        """Return every record of a key."""
        return [*self._found.get(key, ()), *self._made.get(key, ())]

    def first(self, key: K) -> R | None:
        """Return the record of a key that only one can have."""
        return next(iter(self.get(key)), None)
