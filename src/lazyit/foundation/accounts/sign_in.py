"""Is this really them? Every wrong answer looks the same and takes as long."""

from __future__ import annotations

from typing import NoReturn

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from lazyit.foundation.accounts import attempts, mode, passwords, two_factor
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.records import writing
from lazyit.kernel.errors import FieldError, Unauthenticated
from lazyit.kernel.text import is_storable

LONGEST_NAME = 320


def check_password(name: str, password: str, address: str) -> Person:
    """Return the person with this e-mail or username and password.

    Raises Throttled for too many attempts from one address; Unauthenticated, always with the
    same words, if they are unknown, archived, inactive, of the directory, locked, or wrong.
    A second factor may still be asked; call ``completed`` once they are in. Raises Elsewhere
    where people sign in at a provider.
    """
    mode.require_passwords_here()
    attempts.count_sign_in(address)
    person = _able_person(name)
    if not _is_right(person, password) or person is None:
        _refuse()
    return person


def check_code(person: Person, code: str) -> None:
    """Check a code of the second step; raise Unauthenticated if it is wrong or too many were."""
    count = attempts.begin(person)
    if count is None or not two_factor.accepts(person, code):
        if count is not None:
            attempts.failed(person, count)
        raise Unauthenticated(_("This code is not right, or it was used already."), code="totp")
    attempts.take_back(person)


def completed(person: Person) -> None:
    """Forget the failures of somebody who is now signed in."""
    attempts.forgive(person)


def confirm_password(person: Person, password: str, path: str = "currentPassword") -> None:
    """Ask a signed-in person once more; raise Unauthenticated on the field if it is wrong."""
    mode.require_passwords_here()
    if not _is_right(person, password):
        message = _("The current password is not right.")
        problem = FieldError(path=path, code="wrong_password", message=message)
        raise Unauthenticated(message, code="wrong_password", errors=[problem])


def lock_confirmed(person: Person) -> Person:
    """Lock a person whose password was just confirmed; raise if it has changed since."""
    locked: Person = writing.lock(Person.objects.able_to_sign_in(), person.pk)
    if locked.password != person.password:
        _refuse()
    return locked


def _able_person(name: str) -> Person | None:
    wanted = name.strip().lower()
    if not 0 < len(wanted) <= LONGEST_NAME or not is_storable(wanted):
        return None
    able = Person.objects.able_to_sign_in().alias(
        lower_email=Lower("email"), lower_username=Lower("username")
    )
    found = able.filter(Q(lower_email=wanted) | Q(lower_username=wanted))
    # One person's username may be another's address; the address wins.
    return max(found, key=lambda person: person.email == wanted, default=None)


def _is_right(person: Person | None, password: str) -> bool:
    count = attempts.begin(person) if person and passwords.is_hashable(password) else None
    if person is None:
        attempts.pretend()
    if person is None or count is None:
        passwords.waste_time_on(password)
        return False
    if person.check_password(password):
        attempts.take_back(person)
        return True
    attempts.failed(person, count)
    return False


def _refuse() -> NoReturn:
    raise Unauthenticated(_("The name or the password is not right."), code="sign_in_failed")
