"""The only way to get a person for a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from lazyit.domains.people.lists import PEOPLE
from lazyit.foundation.accounts import attempts, two_factor
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.spec import Row
from lazyit.foundation.rbac.catalogue import ROLES
from lazyit.kernel import clock
from lazyit.kernel.errors import NotFound


def get_person(actor: Actor, person_id: UUID) -> Person:
    """Return a live person with their manager; archived people are nowhere to be read."""
    actor.require("user:read")
    found = Person.objects.live().select_related("manager").filter(pk=person_id)
    person: Person | None = found.first()
    if person is None:
        raise NotFound(_("There is no such person, or they are archived."))
    return person


def person_detail(actor: Actor, person: Person) -> Row:
    """Return one person as the list shows them, with their free attributes."""
    [row] = PEOPLE.rows(actor, [person.pk])
    return {**row, "directoryAttrs": person.directory_attributes}


def own_person(actor: Actor) -> Person:
    """Return the signed-in person themselves."""
    own: Person = Person.objects.select_related("manager").get(pk=actor.require_person())
    return own


@dataclass(frozen=True)
class SignInState:
    """Whether and how a person can sign in, for administrators to see."""

    can_sign_in: bool
    temporary_password: bool
    two_factor: bool
    sessions: int
    failures: int
    locked_until: datetime | None


def sign_in_state(actor: Actor, person: Person) -> SignInState:
    """Return a person's state of sign-in, with a lock-out if one lasts."""
    actor.require("user:manage")
    attempt = attempts.of_person(person)
    locked_until = attempt.locked_until if attempt else None
    return SignInState(
        can_sign_in=person.is_active and not person.directory_only and person.deleted_at is None,
        temporary_password=person.must_change_password,
        two_factor=two_factor.is_on(person),
        sessions=person.sessions.filter(expire_date__gt=clock.now()).count(),
        failures=attempt.failures if attempt else 0,
        locked_until=locked_until if locked_until and locked_until > clock.now() else None,
    )


def reports_of(person: Person) -> list[Person]:
    """Return the live people whose manager this person is, by name."""
    return list(Person.objects.live().filter(manager=person).order_by("name_folded", "pk"))


def role_counts(actor: Actor) -> dict[str, int]:
    """Return how many live people hold each role."""
    actor.require("user:read")
    counted = Person.objects.live().order_by().values_list("role").annotate(Count("pk"))
    return dict.fromkeys(ROLES, 0) | dict(counted)
