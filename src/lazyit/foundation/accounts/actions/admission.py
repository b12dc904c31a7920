"""Who comes in by the provider's word: somebody known, somebody expected, or somebody new."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.actions.creation import create_person
from lazyit.foundation.accounts.actions.people import lock_person
from lazyit.foundation.accounts.actions.sessions import end_all_sessions
from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.locks import lock_for
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.accounts.principals import actor_for_person
from lazyit.foundation.accounts.provider.identity import Identity
from lazyit.foundation.accounts.search import person_document
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.catalogue import VIEWER
from lazyit.foundation.records import writing
from lazyit.foundation.search import index
from lazyit.kernel.errors import Conflict, Forbidden, Unauthenticated


@transaction.atomic
def admit(*, identity: Identity, role: str = VIEWER) -> Person:
    """Return the person of an identity, linked or created if the subject is new.

    ``role`` is what somebody new to us gets; who is bound already keeps theirs. Raises Forbidden
    for archived people and for an address nobody vouches for, Unauthenticated for inactive ones,
    Conflict for an address that belongs to another subject.
    """
    known = _of_subject(identity)
    if known is None:
        lock_for("accounts.admission")
        known = _of_subject(identity) or _of_address(identity)
    if known is None:
        return _newcomer(identity, role)
    _check_standing(known)
    return known if known.external_id else _link(known, identity, role)


@transaction.atomic
def unlink(*, actor: Actor, person_id: UUID) -> Person:
    """Let go of a person's subject: whoever signs in next with the verified address is linked.

    Their sessions end. Raises NotFound, Conflict for somebody who is not linked.
    """
    actor.require("user:manage")
    person = lock_person(person_id)
    if not person.external_id:
        message = _("This person is not linked to an account of the provider.")
        raise Conflict(message, code="already_in_state")
    end_all_sessions(person)
    writing.save(person, writing.apply(person, {"external_id": None}))
    PersonHistory.record(actor, person.pk, PersonEvent.UNLINKED)
    return person


def _of_subject(identity: Identity) -> Person | None:
    person: Person | None = Person.objects.filter(external_id=identity.subject).first()
    return person


def _of_address(identity: Identity) -> Person | None:
    """Return who has the identity's address and may be linked to it; raise if nobody may."""
    if identity.email is None:
        message = _("The provider names no e-mail address, and lazyit needs one.")
        raise Forbidden(message, code="no_email")
    same = Person.objects.alias(lower_email=Lower("email")).filter(lower_email=identity.email)
    people: list[Person] = list(same.order_by("-deleted_at").select_for_update(no_key=True))
    live = next((person for person in people if person.deleted_at is None), None)
    if live is None:
        return people[0] if people else None  # an archived one, who stays outside
    if live.external_id:
        message = _("Another account of the provider is linked to %(email)s already.")
        raise Conflict(message % {"email": identity.email}, code="bound_elsewhere")
    if not identity.email_verified:
        message = _("The provider does not vouch for the address %(email)s.")
        raise Forbidden(message % {"email": identity.email}, code="email_unverified")
    return live


def _check_standing(person: Person) -> None:
    if person.deleted_at is not None:
        message = _("This account is archived. An administrator can restore it.")
        raise Forbidden(message, code="archived")
    if not person.is_active:
        message = _("This account is inactive. An administrator can activate it.")
        raise Unauthenticated(message, code="inactive")


def _newcomer(identity: Identity, role: str) -> Person:
    person, _none = create_person(
        actor=Actor.system(),
        first_name=identity.first_name,
        last_name=identity.last_name,
        email=identity.email,
        role=role,
        external_id=identity.subject,
        source={"source": "provider"},
    )
    return person


def _link(person: Person, identity: Identity, role: str) -> Person:
    """Bind a person to their subject, for good; a directory entry becomes an account."""
    values = {"external_id": identity.subject, "directory_only": False}
    if role != VIEWER:  # the first administrator, whoever was known of them before
        values["role"] = role
    changes = writing.apply(person, values)
    writing.save(person, changes)
    told = {name: change for name, change in changes.items() if name != "external_id"}
    PersonHistory.record(actor_for_person(person), person.pk, PersonEvent.LINKED, {"fields": told})
    index.put(person_document(person))
    return person
