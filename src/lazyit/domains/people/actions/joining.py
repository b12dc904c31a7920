"""Joining: a new person with what they start with; a directory person who gets a login."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.domains.assets.actions.assignments import assign_asset
from lazyit.foundation.accounts import mode
from lazyit.foundation.accounts.actions import create_person
from lazyit.foundation.accounts.actions.people import lock_person
from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.accounts.passwords import temporary_password
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.records import writing
from lazyit.kernel.errors import DomainError, Inactive, Invalid


def create_with_asset(
    *, actor: Actor, asset_id: str | None, **fields: Any
) -> tuple[Person, str | None, DomainError | None]:
    """Create a person and assign an asset to them; return them, their temporary password, and why
    the asset could not be assigned: the person stays.
    """
    person, password = create_person(actor=actor, **fields)
    if asset_id is None:
        return person, password, None
    try:
        assign_asset(actor=actor, asset_id=asset_id, user_id=person.pk)
    except DomainError as refusal:
        return person, password, refusal
    return person, password, None


@transaction.atomic
def provision_local_account(*, actor: Actor, person_id: UUID) -> tuple[Person, str]:
    """Give a directory person a login; return them and a temporary password, shown once.

    Raises NotFound, Inactive, Invalid for somebody with a login or without any name to sign in
    by, Elsewhere where a provider keeps passwords: there the first sign-in gives the login.
    """
    actor.require("user:manage")
    mode.require_passwords_here()
    person = lock_person(person_id)
    _check_provisionable(person)
    password = temporary_password()
    changes = writing.apply(person, {"directory_only": False})
    person.set_password(password)
    person.must_change_password = True
    writing.save(person, {**changes, "password": {}, "must_change_password": {}})
    PersonHistory.record(actor, person.pk, PersonEvent.UPDATED, {"fields": changes})
    return person, password


def _check_provisionable(person: Person) -> None:
    if not person.directory_only:
        raise Invalid(_("This person already has a login."), code="not_directory_person")
    if not person.is_active:
        raise Inactive(_("This person is inactive. Activate them first."))
    if not person.email and not person.username:
        raise Invalid.field(
            "email", _("Give the person an e-mail or a username to sign in with."), code="required"
        )
