"""Turning the second step of sign-in on and off."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.accounts import two_factor
from lazyit.foundation.accounts.actions.people import lock_person
from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.accounts.sign_in import confirm_password, lock_confirmed
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.errors import Conflict, Forbidden, Invalid


def enable_two_factor(*, actor: Actor, password: str, secret: str, code: str) -> list[str]:
    """Ask for a code at one's every sign-in from now on; return the recovery codes.

    Raises Unauthenticated for a wrong password, Invalid for a wrong code, Conflict if it is on.
    """
    person = _confirmed(actor, password)
    if not validate_totp_code(secret, code.replace(" ", "")):
        message = _("This code is not right. Check the clock of your device.")
        raise Invalid.field("code", message, code="wrong_code")
    with transaction.atomic():
        lock_confirmed(person)
        if two_factor.is_on(person):
            raise Conflict(_("Two-step sign-in is already on."), code="already_in_state")
        TOTP.activate(person, secret)
        codes = _fresh_codes(person)
        PersonHistory.record(actor, person.pk, PersonEvent.TWO_FACTOR_ENABLED)
    return codes


def disable_two_factor(*, actor: Actor, password: str) -> None:
    """Ask for a password only; the recovery codes are void. Raises Unauthenticated, Conflict."""
    person = _confirmed(actor, password)
    with transaction.atomic():
        lock_confirmed(person)
        _remove(actor, person)


def renew_recovery_codes(*, actor: Actor, password: str) -> list[str]:
    """Replace one's recovery codes; return the new ones. Raises Unauthenticated, Conflict."""
    person = _confirmed(actor, password)
    with transaction.atomic():
        lock_confirmed(person)
        _require_on(person)
        codes = _fresh_codes(person)
        PersonHistory.record(actor, person.pk, PersonEvent.RECOVERY_CODES_RENEWED)
    return codes


@transaction.atomic
def remove_two_factor(*, actor: Actor, person_id: UUID) -> Person:
    """Turn the second step off for somebody who has lost the device and the codes.

    Raises NotFound, Forbidden for oneself, Conflict if it is off.
    """
    actor.require("user:manage")
    person = lock_person(person_id)
    if actor.person_id == person.pk:
        message = _("Turn off your own second step in your profile, with your password.")
        raise Forbidden(message, code="own_account")
    _remove(actor, person)
    return person


def _confirmed(actor: Actor, password: str) -> Person:
    # Outside the transaction: a failure must stay counted.
    person: Person = Person.objects.get(pk=actor.require_person())
    confirm_password(person, password, "password")
    return person


def _require_on(person: Person) -> None:
    if not two_factor.is_on(person):
        raise Conflict(_("Two-step sign-in is off."), code="already_in_state")


def _remove(actor: Actor, person: Person) -> None:
    _require_on(person)
    Authenticator.objects.filter(user=person).delete()
    PersonHistory.record(actor, person.pk, PersonEvent.TWO_FACTOR_DISABLED)


def _fresh_codes(person: Person) -> list[str]:
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(person).generate_codes())
