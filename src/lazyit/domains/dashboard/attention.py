"""What needs attention, without what the person has put aside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lazyit.domains.dashboard.actions import follow_down
from lazyit.domains.dashboard.figures import CONCERNS, Concern, Figures
from lazyit.domains.dashboard.models import Dismissal
from lazyit.foundation.audit.actor import Actor


@dataclass(frozen=True, slots=True)
class Attention:
    """A concern that there is, with its count."""

    concern: Concern
    count: int
    dismissed: bool = False


def attention_of(actor: Actor, figures: Figures) -> list[Attention]:
    """Return every concern with a count, those marked that the person has put aside."""
    if figures.assets is None:
        return []
    counts = figures.assets.concerns
    aside = _put_aside(actor.person_id, counts) if actor.person_id else {}
    return [
        Attention(c, counts[c.key], dismissed=counts[c.key] <= aside.get(c.key, 0))
        for c in CONCERNS
        if counts[c.key]
    ]


def concern_of(key: str) -> Concern | None:
    """Return a concern by its key."""
    return next((c for c in CONCERNS if c.key == key), None)


def _put_aside(person_id: UUID, counts: dict[str, int]) -> dict[str, int]:
    aside = dict(Dismissal.objects.filter(person_id=person_id).values_list("key", "count"))
    fallen = {key: counts[key] for key in aside.keys() & counts.keys() if counts[key] < aside[key]}
    if fallen:
        follow_down(person_id=person_id, counts=fallen)
    return aside
