"""How the history of people and service accounts reads in the activity feed."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.accounts.events import PersonEvent, ServiceAccountEvent
from lazyit.foundation.accounts.models import ROLE_LABELS, PersonHistory, ServiceAccountHistory
from lazyit.foundation.accounts.search import PERSON, SERVICE_ACCOUNT
from lazyit.foundation.audit.sentences import (
    Change,
    Part,
    Reference,
    Told,
    changes_of,
    listed,
    plain_value,
)
from lazyit.foundation.audit.sources import (
    EDITED,
    Event,
    Source,
    add_sources,
    tell_lifecycle,
)

_LABELS = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("E-mail"),
    "username": _("Username"),
    "employee_number": _("Employee number"),
    "external_id": _("External id"),
    "name": _("Name"),
    "description": _("Description"),
    "is_active": _("Active"),
    "expires_at": _("Expires"),
}
_ROLES: dict[str, Part] = dict(ROLE_LABELS)

_PERSON = {
    PersonEvent.ACTIVATED: _("%(subject)s may sign in again"),
    PersonEvent.DEACTIVATED: _("%(subject)s may no longer sign in"),
    PersonEvent.PASSWORD_CHANGED: _("%(subject)s changed the password"),
    PersonEvent.PASSWORD_RESET_BY_ADMIN: _("The password of %(subject)s was reset"),
    PersonEvent.TWO_FACTOR_ENABLED: _("Two-step sign-in was turned on for %(subject)s"),
    PersonEvent.TWO_FACTOR_DISABLED: _("Two-step sign-in was turned off for %(subject)s"),
    PersonEvent.RECOVERY_CODES_RENEWED: _("The recovery codes of %(subject)s were renewed"),
    PersonEvent.SESSIONS_ENDED: _("Sessions of %(subject)s were ended"),
    PersonEvent.LINKED: _("%(subject)s was linked to the sign-in provider"),
    PersonEvent.UNLINKED: _("%(subject)s was unlinked from the sign-in provider"),
    PersonEvent.SIGN_IN_LOCKED: _("Sign-in of %(subject)s was locked after wrong passwords"),
}
_ROLE = _("The role of %(subject)s changed from %(before)s to %(after)s")
_MANAGER = (
    _("%(after)s became the manager of %(subject)s"),
    _("%(before)s is no longer the manager of %(subject)s"),
    _("The manager of %(subject)s changed from %(before)s to %(after)s"),
)
_ACCOUNT = {
    ServiceAccountEvent.MINT: _("%(subject)s was created"),
    ServiceAccountEvent.ROTATE: _("The token of %(subject)s was rotated"),
    ServiceAccountEvent.REVOKE: _("%(subject)s was revoked"),
    ServiceAccountEvent.RESTORE: _("%(subject)s was restored"),
}
_PERMISSIONS = _("The permissions of %(subject)s changed: %(permissions)s")
# What the API calls events where the plain word would say too little.
_ACTIONS = {
    ServiceAccountEvent.MINT: "created",
    ServiceAccountEvent.ROTATE: "token_rotated",
    ServiceAccountEvent.REVOKE: "revoked",
    ServiceAccountEvent.RESTORE: "restored",
    ServiceAccountEvent.PERMISSION_CHANGE: "permissions_changed",
}


def register_activity() -> None:
    """Declare the history tables of people and service accounts."""
    add_sources(
        Source(
            "person",
            PersonHistory,
            "user",
            _("Person"),
            "person",
            dict(PersonEvent.choices),
            tell_person,
            kind=PERSON,
            subject_name=Concat(F("subject__first_name"), Value(" "), F("subject__last_name")),
            archived="subject__deleted_at",
        ),
        Source(
            "serviceAccount",
            ServiceAccountHistory,
            "serviceAccount",
            _("Service account"),
            "robot",
            dict(ServiceAccountEvent.choices),
            tell_service_account,
            kind=SERVICE_ACCOUNT,
            actions=_ACTIONS,
            subject_name=F("subject__name"),
            archived="subject__deleted_at",
        ),
    )


def tell_person(event: Event) -> Told:
    """Tell one event of a person."""
    if event.event == PersonEvent.ROLE_CHANGED:
        return _changed_role(event)
    if event.event == PersonEvent.MANAGER_CHANGED:
        return _changed_manager(event)
    if event.event in _PERSON:
        return Told(_PERSON[PersonEvent(event.event)], {"subject": event.subject})
    return tell_lifecycle(event, _LABELS)


def tell_service_account(event: Event) -> Told:
    """Tell one event of a service account."""
    if event.event == ServiceAccountEvent.PERMISSION_CHANGE:
        return _changed_permissions(event)
    if event.event in _ACCOUNT:
        return Told(_ACCOUNT[ServiceAccountEvent(event.event)], {"subject": event.subject})
    changes = changes_of(event.payload.get("fields", {}), _LABELS)
    return Told(EDITED, {"subject": event.subject, "fields": listed(changes)}, changes)


def _changed_role(event: Event) -> Told:
    before, after = (_ROLES.get(event.payload.get(key, "")) for key in ("from", "to"))
    parts = {"subject": event.subject, "before": before, "after": after}
    return Told(_ROLE, parts, (Change(_("Role"), before, after),))


def _changed_manager(event: Event) -> Told:
    before, after = (_manager(event.payload.get(key)) for key in ("from", "to"))
    came, went, changed = _MANAGER
    sentence = came if before is None else went if after is None else changed
    parts = {"subject": event.subject, "before": before, "after": after}
    return Told(sentence, parts, (Change(_("Manager"), before, after),))


def _manager(stored: dict[str, Any] | None) -> Part:
    if stored is None:
        return None
    return Reference(PERSON, stored["id"]) if stored.get("id") else plain_value("", stored["name"])


def _changed_permissions(event: Event) -> Told:
    before, after = (set(event.payload.get(key) or ()) for key in ("from", "to"))
    signs = [f"+{name}" for name in sorted(after - before)]
    signs += [f"−{name}" for name in sorted(before - after)]
    parts: dict[str, Part] = {"subject": event.subject, "permissions": ", ".join(signs)}
    change = Change(_("Permissions"), ", ".join(sorted(before)), ", ".join(sorted(after)))
    return Told(_PERMISSIONS, parts, (change,))
