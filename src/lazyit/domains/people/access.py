"""The only way to get a person for a request."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from lazyit.domains.people.lists import PEOPLE
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.spec import Row
from lazyit.foundation.rbac.catalogue import ROLES
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


def reports_of(person: Person) -> list[Person]:
    """Return the live people whose manager this person is, by name."""
    return list(Person.objects.live().filter(manager=person).order_by("name_folded", "pk"))


def role_counts(actor: Actor) -> dict[str, int]:
    """Return how many live people hold each role."""
    actor.require("user:read")
    counted = Person.objects.live().order_by().values_list("role").annotate(Count("pk"))
    return dict.fromkeys(ROLES, 0) | dict(counted)
