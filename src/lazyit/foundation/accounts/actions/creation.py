"""New people: with a login, or known from a directory only."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.accounts import mode, profile_fields
from lazyit.foundation.accounts.actions.managers import checked_manager
from lazyit.foundation.accounts.actions.people import insert
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.passwords import check_new_password, temporary_password
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.catalogue import ROLES, VIEWER
from lazyit.kernel.errors import Invalid


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    first_name: str,
    last_name: str,
    email: str | None,
    role: str = VIEWER,
    username: str | None = None,
    employee_number: str | None = None,
    manager_id: UUID | None = None,
    manager_name: str | None = None,
    password: str | None = None,
    external_id: str | None = None,
    source: dict[str, Any] | None = None,
) -> tuple[Person, str | None]:
    """Create a person who can sign in; return them and a temporary password, shown once.

    With a password of their own choice (setup, command line) nothing temporary is made; where
    people sign in at a provider there is no password at all, and their first sign-in links them.
    Raises Invalid for a wrong value, Conflict for a taken one.
    """
    actor.require("user:manage")
    texts = profile_fields.cleaned(
        {
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "username": username,
            "employee_number": employee_number,
            "external_id": external_id,
        },
        email_required=True,
    )
    person = Person(pk=uuid.uuid4(), **texts, role=checked_role(role))
    temporary = _set_first_password(person, password)
    _set_manager(person, manager_id, manager_name)
    return insert(actor, person, {"role": role, **(source or {})}), temporary


@transaction.atomic
def create_directory_person(
    *,
    actor: Actor,
    first_name: str,
    last_name: str,
    email: str | None = None,
    username: str | None = None,
    employee_number: str | None = None,
    manager_id: UUID | None = None,
    manager_name: str | None = None,
    attributes: dict[str, Any] | None = None,
    external_id: str | None = None,
    source: dict[str, Any] | None = None,
) -> Person:
    """Create somebody who holds assets but has no login, such as an imported person.

    Raises Invalid for a wrong value, Conflict for a taken one.
    """
    actor.require("user:manage")
    texts = profile_fields.cleaned(
        {
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "username": username,
            "employee_number": employee_number,
            "external_id": external_id,
        },
        email_required=False,
    )
    person = Person(pk=uuid.uuid4(), **texts, directory_only=True)
    person.directory_attributes = attributes or {}
    person.set_unusable_password()
    _set_manager(person, manager_id, manager_name)
    return insert(actor, person, source or {"source": "directory"})


def checked_role(role: str) -> str:
    """Return the role; raise Invalid if there is none of that name."""
    if role not in ROLES:
        raise Invalid.field("role", _("There is no such role."), code="not_a_choice")
    return role


def _set_first_password(person: Person, chosen: str | None) -> str | None:
    """Set the password chosen, or a temporary one, which is returned; none at a provider."""
    if chosen is not None:
        mode.require_passwords_here()
        check_new_password(chosen)
    temporary = temporary_password() if chosen is None and not mode.provider_name() else None
    person.must_change_password = temporary is not None
    person.set_password(chosen or temporary)  # of nothing, one that is never right
    return temporary


def _set_manager(person: Person, manager_id: UUID | None, manager_name: str | None) -> None:
    for name, value in checked_manager(person.pk, manager_id, manager_name).items():
        setattr(person, name, value)
