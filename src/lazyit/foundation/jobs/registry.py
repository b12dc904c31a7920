"""Which kinds of background work exist; each domain registers its own at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

    from lazyit.foundation.jobs.models import Job
    from lazyit.foundation.jobs.running import Run

Handler = Callable[["Run"], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its handler, its name for people, and how often it may be tried.

    ``records`` begins the address of what its result names; ``place`` is where its result is shown.
    """

    name: str
    label: Text
    handler: Handler
    max_attempts: int = 3
    records: str = ""
    place: Callable[[Job], str] = lambda _job: ""
    queue: str | None = None  # another than the one that every worker listens to


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Declare a kind of work; a second declaration of one name is a programming error."""
    if kind.name in KINDS:
        raise ValueError(f"Job kind {kind.name} is declared twice")
    KINDS[kind.name] = kind


Chore = Callable[[], object]
CHORES: list[Chore] = []


def add_chore(chore: Chore) -> None:
    """Declare what every sweep also does, such as deleting what has expired; it must be cheap."""
    CHORES.append(chore)
