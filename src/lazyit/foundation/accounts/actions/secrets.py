"""Passwords: one's own, and the temporary one that an administrator hands over."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.accounts import attempts, mode
from lazyit.foundation.accounts.actions.people import lock_person
from lazyit.foundation.accounts.actions.sessions import end_all_sessions
from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.accounts.passwords import check_new_password, temporary_password
from lazyit.foundation.accounts.sign_in import confirm_password, lock_confirmed
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.errors import Forbidden, Inactive, Invalid


@transaction.atomic
def reset_password(*, actor: Actor, person_id: UUID) -> tuple[Person, str]:
    """Set a temporary password, shown once, and end the person's sessions.

    Raises NotFound, Forbidden for oneself, Inactive for inactive and directory people, Elsewhere
    where a provider keeps passwords.
    """
    actor.require("user:manage")
    mode.require_passwords_here()
    person = lock_person(person_id)
    if actor.person_id == person.pk:
        raise Forbidden(_("Change your own password in your profile."), code="own_account")
    if person.directory_only or not person.is_active:
        raise Inactive(_("This person cannot sign in, so there is no password to reset."))
    password = temporary_password()
    _set(person, password, temporary=True)
    attempts.forgive(person)
    PersonHistory.record(actor, person.pk, PersonEvent.PASSWORD_RESET_BY_ADMIN)
    return person, password


def change_own_password(
    *, actor: Actor, current: str, new: str, current_key: str | None = None
) -> Person:
    """Change one's own password; every session but the present one ends.

    The caller renews the present session's hash. Raises Unauthenticated if the current
    password is wrong, Invalid if the new one is weak or the same.
    """
    person = Person.objects.get(pk=actor.require_person())
    confirm_password(person, current)  # outside the transaction: a failure must stay counted
    check_new_password(new, "newPassword")
    if new == current:
        message = _("The new password must differ from the current one.")
        raise Invalid.field("newPassword", message, code="unchanged")
    with transaction.atomic():
        locked = lock_confirmed(person)
        _set(locked, new, temporary=False, except_key=current_key)
        PersonHistory.record(actor, person.pk, PersonEvent.PASSWORD_CHANGED)
    return locked


def _set(person: Person, password: str, *, temporary: bool, except_key: str | None = None) -> None:
    person.set_password(password)
    person.must_change_password = temporary
    person.save(update_fields=["password", "must_change_password"])
    end_all_sessions(person, except_key=except_key)
