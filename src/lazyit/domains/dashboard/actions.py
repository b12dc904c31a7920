"""Putting rows that need attention aside, and taking them back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from lazyit.domains.dashboard.models import Dismissal
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel import clock


def dismiss(*, actor: Actor, key: str, count: int) -> None:
    """Hide a row from the acting person until its count rises above this one."""
    Dismissal.objects.update_or_create(
        person_id=actor.require_person(),
        key=key,
        defaults={"count": count, "dismissed_at": clock.now()},
    )


def take_back(*, actor: Actor, key: str) -> None:
    """Show a row to the acting person again."""
    Dismissal.objects.filter(person_id=actor.require_person(), key=key).delete()


def follow_down(*, person_id: UUID, counts: Mapping[str, int]) -> None:
    """Lower what was put aside to counts that have fallen, so that the next rise is seen."""
    for key, count in counts.items():
        Dismissal.objects.filter(person_id=person_id, key=key, count__gt=count).update(count=count)
