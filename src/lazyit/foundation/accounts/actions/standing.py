"""A person's role, whether they may sign in, and whether they are still with us."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lazyit.foundation.accounts import profile_fields
from lazyit.foundation.accounts.actions.creation import checked_role
from lazyit.foundation.accounts.actions.people import lock_person, refuse_directory_login
from lazyit.foundation.accounts.actions.sessions import end_all_sessions
from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.accounts.search import person_document
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.catalogue import ADMIN
from lazyit.foundation.records import writing
from lazyit.foundation.search import index
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, Forbidden, NotFound


@transaction.atomic
def change_role(
    *, actor: Actor, person_id: UUID, role: str, expected_version: int | None = None
) -> Person:
    """Give a person another role.

    Raises Forbidden for one's own, Invalid for a directory person, Conflict for the last
    administrator, Stale.
    """
    person = _locked_with_administrators(actor, person_id)
    checked_role(role)
    writing.check_version(person, expected_version)
    if role == person.role:
        return person
    _refuse_oneself(actor, person, _("Nobody changes their own role."))
    refuse_directory_login(person)
    _refuse_last_administrator(person)
    change = {"from": person.role, "to": role}
    return _save(actor, person, PersonEvent.ROLE_CHANGED, change, role=role)


@transaction.atomic
def activate_person(
    *, actor: Actor, person_id: UUID, expected_version: int | None = None
) -> Person:
    """Let a deactivated person sign in again; an active one stays as they are."""
    actor.require("user:manage")
    person = lock_person(person_id)
    writing.check_version(person, expected_version)
    if person.is_active:
        return person
    return _save(actor, person, PersonEvent.ACTIVATED, is_active=True)


@transaction.atomic
def deactivate_person(
    *, actor: Actor, person_id: UUID, expected_version: int | None = None
) -> Person:
    """Block a person's sign-in and end their sessions; the record stays.

    Raises Forbidden for oneself, Conflict for the last administrator, Stale.
    """
    person = _locked_with_administrators(actor, person_id)
    writing.check_version(person, expected_version)
    if not person.is_active:
        return person
    _refuse_oneself(actor, person, _("Nobody deactivates themselves."))
    _refuse_last_administrator(person)
    end_all_sessions(person)
    return _save(actor, person, PersonEvent.DEACTIVATED, is_active=False)


@transaction.atomic
def archive_person(
    *,
    actor: Actor,
    person_id: UUID,
    source: dict[str, Any] | None = None,
    expected_version: int | None = None,
) -> Person:
    """Archive a person and end their sessions; call it inside the transaction of offboarding,
    which releases what they hold.

    Raises NotFound, Stale, Forbidden for oneself, Conflict for the last administrator.
    """
    person = _locked_with_administrators(actor, person_id)
    writing.check_version(person, expected_version)
    _refuse_oneself(actor, person, _("Nobody offboards themselves."))
    _refuse_last_administrator(person)
    end_all_sessions(person)
    return _save(actor, person, PersonEvent.DELETED, source, deleted_at=clock.now())


@transaction.atomic
def restore_person(*, actor: Actor, person_id: UUID) -> Person:
    """Bring an archived person back; a live one stays. Nothing they held returns.

    Raises Conflict when somebody live has taken their e-mail, username or employee number.
    """
    actor.require("user:manage")
    person = lock_person(person_id, archived_too=True)
    if person.deleted_at is None:
        return person
    with writing.unique(**profile_fields.UNIQUE):
        return _save(actor, person, PersonEvent.RESTORED, deleted_at=None)


def _locked_with_administrators(actor: Actor, person_id: UUID) -> Person:
    """Lock a person and every administrator, in one order, so that two changes at once
    cannot both see the other one as the administrator who remains."""
    actor.require("user:manage")
    able = Q(pk__in=Person.objects.administrators().values("pk"))
    rows = (
        Person.objects.filter(Q(pk=person_id) | able).order_by("pk").select_for_update(no_key=True)
    )
    person: Person | None = {row.pk: row for row in rows}.get(person_id)
    if person is None or person.deleted_at is not None:
        raise NotFound(_("There is no such record, or it is archived."))
    return person


def _refuse_oneself(actor: Actor, person: Person, message: str) -> None:
    if actor.person_id == person.pk:
        raise Forbidden(message, code="own_account")


def _refuse_last_administrator(person: Person) -> None:
    able = person.role == ADMIN and person.is_active and not person.directory_only
    if able and not Person.objects.administrators().exclude(pk=person.pk).exists():
        raise Conflict(
            _("This is the last administrator who can sign in. Appoint another one first."),
            code="last_administrator",
        )


def _save(
    actor: Actor,
    person: Person,
    event: PersonEvent,
    payload: dict[str, Any] | None = None,
    **values: Any,
) -> Person:
    writing.save(person, writing.apply(person, values))
    PersonHistory.record(actor, person.pk, event, payload)
    index.put(person_document(person))
    return person
