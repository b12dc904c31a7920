"""One edit of a person: profile, role and activity together, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from lazyit.foundation.accounts.actions import (
    activate_person,
    change_role,
    deactivate_person,
    update_person,
)
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor


@transaction.atomic
def edit_person(
    *,
    actor: Actor,
    person_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
) -> Person:
    """Change any of the profile's columns, ``role`` and ``is_active``.

    Raises NotFound, Stale, Invalid, Conflict, and Forbidden for one's own role or activity.
    """
    profile = dict(changes)
    role, active = profile.pop("role", None), profile.pop("is_active", None)
    # Role and activity come first: they lock the administrators, always before anybody else.
    if role is not None:
        change_role(actor=actor, person_id=person_id, role=role, expected_version=expected_version)
        expected_version = None
    if active is not None:
        switch = activate_person if active else deactivate_person
        switch(actor=actor, person_id=person_id, expected_version=expected_version)
        expected_version = None
    return update_person(
        actor=actor, person_id=person_id, changes=profile, expected_version=expected_version
    )
