"""A person's history in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import ROLE_LABELS, Person, PersonHistory
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.reading import of_subject
from lazyit.foundation.pages.timeline import (
    Change,
    Entry,
    Event,
    Timeline,
    changes_of,
    read_timeline,
    sentence,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

LABELS: dict[str, Text] = {
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "email": gettext_lazy("E-mail"),
    "username": gettext_lazy("Username"),
    "employee_number": gettext_lazy("Employee number"),
    "directory_only": gettext_lazy("Directory only"),
    "directory_attributes": gettext_lazy("Directory attributes"),
}
ROLES = dict(ROLE_LABELS)
_E = PersonEvent
TOLD: dict[str, tuple[str, Text]] = {
    _E.CREATED: ("plus", gettext_lazy("%(actor)s created this person")),
    _E.UPDATED: ("edit", gettext_lazy("%(actor)s edited the profile")),
    _E.ROLE_CHANGED: ("shield", gettext_lazy("%(actor)s changed the role")),
    _E.MANAGER_CHANGED: ("people", gettext_lazy("%(actor)s changed the manager")),
    _E.ACTIVATED: ("check", gettext_lazy("%(actor)s activated the person")),
    _E.DEACTIVATED: ("minus", gettext_lazy("%(actor)s deactivated the person")),
    _E.DELETED: ("archive", gettext_lazy("%(actor)s offboarded the person")),
    _E.RESTORED: ("restore", gettext_lazy("%(actor)s restored the person")),
    _E.PASSWORD_CHANGED: ("key", gettext_lazy("%(actor)s changed the password")),
    _E.PASSWORD_RESET_BY_ADMIN: ("key", gettext_lazy("%(actor)s reset the password")),
    _E.TWO_FACTOR_ENABLED: ("lock", gettext_lazy("%(actor)s turned two-step sign-in on")),
    _E.TWO_FACTOR_DISABLED: ("lock", gettext_lazy("%(actor)s turned two-step sign-in off")),
    _E.RECOVERY_CODES_RENEWED: ("lock", gettext_lazy("%(actor)s renewed the recovery codes")),
    _E.SESSIONS_ENDED: ("sign-out", gettext_lazy("%(actor)s ended other sessions")),
    _E.LINKED: (
        "key",
        gettext_lazy("%(actor)s signed in at the provider, which linked the person"),
    ),
    _E.UNLINKED: ("key", gettext_lazy("%(actor)s unlinked the person from the provider")),
    _E.SIGN_IN_LOCKED: ("lock", gettext_lazy("Sign-in was locked after wrong passwords")),
}


def person_timeline(viewer: Actor, person: Person, before: str | None = None) -> Timeline:
    """Return a person's newest history for somebody who may see it."""
    viewer.require("user:manage")
    rows = of_subject(PersonHistory, person.pk)
    return read_timeline(rows, viewer=viewer, tell=_tell, before=before)


def _tell(entry: Entry) -> Event:
    icon, text = TOLD.get(entry.event, ("edit", entry.event))
    return Event(icon, entry.at, sentence(text, actor=entry.actor), _changes(entry))


def _changes(entry: Entry) -> list[Change]:
    before: Any = entry.payload.get("from") or {}
    after: Any = entry.payload.get("to") or {}
    if entry.event == PersonEvent.ROLE_CHANGED:
        return [Change(_("Role"), str(ROLES[before]), str(ROLES[after]))]
    if entry.event == PersonEvent.MANAGER_CHANGED:
        return [Change(_("Manager"), before.get("name", ""), after.get("name", ""))]
    return changes_of(entry.payload, LABELS, _words)


def _words(_name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
