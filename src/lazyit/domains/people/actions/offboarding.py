"""Leaving: everything a person holds goes back in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lazyit.domains.assets.actions.assignments import release_all_of
from lazyit.foundation.accounts.actions import archive_person, update_person
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor


@dataclass(frozen=True)
class Offboarding:
    """What an offboarding ended: assignments by id, and whose manager changed."""

    person: Person
    released: list[str]
    reports: list[UUID]


@transaction.atomic
def offboard_person(
    *,
    actor: Actor,
    person_id: UUID,
    new_manager_id: UUID | None = None,
    expected_version: int | None = None,
) -> Offboarding:
    """Archive a person, end their sessions, release what they hold, pass on their reports.

    Without a new manager the reports keep the one who left, shown as former. Raises NotFound,
    Stale, Forbidden for oneself, Conflict for the last administrator, Invalid for the manager.
    """
    actor.require("user:manage")
    _lock_all(person_id)
    person = archive_person(actor=actor, person_id=person_id, expected_version=expected_version)
    released = release_all_of(actor=actor, user_id=person.pk)
    reports = _pass_on(actor, person, new_manager_id) if new_manager_id else []
    return Offboarding(person, [assignment.pk for assignment in released], reports)


def _lock_all(person_id: UUID) -> None:
    """Lock the person, their reports and the administrators before any of them is written, in
    one order: several who leave or change at once cannot deadlock."""
    administrators = Q(pk__in=Person.objects.administrators().values("pk"))
    people = Person.objects.filter(Q(pk=person_id) | Q(manager=person_id) | administrators)
    list(people.order_by("pk").select_for_update(no_key=True))


def _pass_on(actor: Actor, person: Person, new_manager_id: UUID) -> list[UUID]:
    rows = Person.objects.live().filter(manager=person).order_by("pk")
    reports = list(rows.values_list("pk", flat=True))
    for report in reports:
        manager = {"manager_id": None if report == new_manager_id else new_manager_id}
        update_person(actor=actor, person_id=report, changes=manager)
    return reports
