"""What the instance page counts; each area declares its own records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the page: what is counted, and how."""

    name: str
    label: Text
    count: Callable[[], int]


_counts: dict[str, Count] = {}


def add_counts(*counts: Count) -> None:
    """Declare counts; called once from ``AppConfig.ready``."""
    _counts.update({count.name: count for count in counts})


def all_counts() -> list[tuple[Text, int]]:
    """Return every label with its number now."""
    return [(count.label, count.count()) for count in _counts.values()]
