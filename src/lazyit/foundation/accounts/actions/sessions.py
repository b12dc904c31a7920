"""Ending sessions."""

from __future__ import annotations

from django.db import transaction

from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import Person, PersonHistory, Session
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel import clock


def end_all_sessions(person: Person, *, except_key: str | None = None) -> int:
    """End a locked person's sessions at once, tokens of scripts included; return how many.

    The epoch ends even one that is being opened at this moment.
    """
    person.session_epoch += 1
    person.save(update_fields=["session_epoch"])
    ended = Session.objects.filter(person=person).exclude(pk=except_key or "")
    return ended.delete()[0]


@transaction.atomic
def end_other_sessions(*, actor: Actor, current_key: str | None) -> tuple[Person, int]:
    """End all of one's own sessions but the present one; return the person and how many.

    The caller renews the present session's hash, since the epoch has changed.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=actor.require_person())
    ended = end_all_sessions(person, except_key=current_key)
    PersonHistory.record(actor, person.pk, PersonEvent.SESSIONS_ENDED, {"count": ended})
    return person, ended


def forget_expired_sessions() -> int:
    """Delete the sessions whose time is over, with the addresses they came from."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
