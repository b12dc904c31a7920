"""Writing a person's row: insert, change, record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.accounts import profile_fields
from lazyit.foundation.accounts.actions.managers import checked_manager, manager_as_history
from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.accounts.search import person_document
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.records import writing
from lazyit.foundation.search import index
from lazyit.kernel.errors import Invalid

MANAGER = ("manager_id", "manager_name")


def insert(actor: Actor, person: Person, payload: dict[str, Any]) -> Person:
    """Store a new person with history and search entry; raise Conflict for a taken value."""
    with writing.unique(**profile_fields.UNIQUE):
        person.save(force_insert=True)
    PersonHistory.record(actor, person.pk, PersonEvent.CREATED, payload)
    index.put(person_document(person))
    return person


def lock_person(person_id: object, *, archived_too: bool = False) -> Person:
    """Return the person locked; raise NotFound for nobody, or for an archived one."""
    people = Person.objects.all() if archived_too else Person.objects.live()
    person: Person = writing.lock(people, person_id)
    return person


@transaction.atomic
def update_person(
    *,
    actor: Actor,
    person_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
) -> Person:
    """Change any of first_name, last_name, email, username, employee_number, manager_id,
    manager_name; None clears. Role and activity have actions of their own.

    Raises NotFound, Stale, Invalid for a wrong value, Conflict for a taken one.
    """
    actor.require("user:manage")
    person = lock_person(person_id)
    writing.check_version(person, expected_version)
    texts = {name: value for name, value in changes.items() if name not in MANAGER}
    values: dict[str, Any] = profile_fields.cleaned(texts, email_required=not person.directory_only)
    if any(name in changes for name in MANAGER):
        values |= checked_manager(person.pk, changes.get("manager_id"), changes.get("manager_name"))
    return _save(actor, person, values)


def _save(actor: Actor, person: Person, values: dict[str, Any]) -> Person:
    manager_before = manager_as_history(person)
    with writing.unique(**profile_fields.UNIQUE):
        fields = writing.apply(person, values)
        if not fields:
            return person
        writing.save(person, fields)
    told = {name: change for name, change in fields.items() if name not in MANAGER}
    if told:
        PersonHistory.record(actor, person.pk, PersonEvent.UPDATED, {"fields": told})
    if len(told) < len(fields):
        change = {"from": manager_before, "to": manager_as_history(person)}
        PersonHistory.record(actor, person.pk, PersonEvent.MANAGER_CHANGED, change)
    index.put(person_document(person))
    return person


def refuse_directory_login(person: Person) -> None:
    """Raise Invalid where only somebody with a login makes sense."""
    if person.directory_only:
        raise Invalid(
            _("This person comes from the directory and has no login."), code="directory_person"
        )
