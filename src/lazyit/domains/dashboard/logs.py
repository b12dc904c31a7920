"""The security logs: one history table at a time, its events by their own names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.asking import Asked, checked_id
from lazyit.foundation.audit.sources import Source, source_of
from lazyit.kernel.errors import Invalid

PERMISSION, SERVICE_ACCOUNT, AUTH = "permission", "serviceAccount", "auth"
_PARAMETERS = frozenset(
    {"source", "serviceAccountId", "action", "actorId", "from", "to", "before", "limit"}
)
_SIGN_IN = (
    PersonEvent.SIGN_IN_LOCKED,
    PersonEvent.PASSWORD_CHANGED,
    PersonEvent.PASSWORD_RESET_BY_ADMIN,
    PersonEvent.TWO_FACTOR_ENABLED,
    PersonEvent.TWO_FACTOR_DISABLED,
    PersonEvent.RECOVERY_CODES_RENEWED,
    PersonEvent.SESSIONS_ENDED,
    PersonEvent.ACTIVATED,
    PersonEvent.DEACTIVATED,
)
_SET_UP = Q(event=PersonEvent.CREATED, payload__source__in=["setup", "command"])


def _auth() -> Source:
    """Return who can sign in and how, out of the history of people; the set-up included."""
    events = {event.value: event.label for event in (PersonEvent.CREATED, *_SIGN_IN)}
    return replace(source_of("person"), events=events, where=Q(event__in=_SIGN_IN) | _SET_UP)


_LOGS: dict[str, Callable[[], Source]] = {
    PERMISSION: lambda: source_of("permission"),
    SERVICE_ACCOUNT: lambda: source_of("serviceAccount"),
    AUTH: _auth,
}


def log_of(name: str) -> Source:
    """Return the table of one log; raise Invalid if there is none of that name."""
    if name not in _LOGS:
        message = _("Use one of: %(names)s.") % {"names": ", ".join(_LOGS)}
        raise Invalid.field("source", message, code="not_a_choice")
    source = _LOGS[name]()
    return replace(source, actions={event: event for event in source.events})


def audit_asked(actor: Actor, params: QueryDict, *, ignore: frozenset[str] = frozenset()) -> Asked:
    """Check a request to a log; ``serviceAccountId`` is the account that was changed."""
    source = log_of(params.get("source", PERMISSION))
    asked = Asked.parse(actor, params, [source], known=_PARAMETERS | ignore)
    account = checked_id(params, "serviceAccountId")
    if account and source.name != SERVICE_ACCOUNT:
        message = _("Only the log of service accounts can be filtered by one.")
        raise Invalid.field("serviceAccountId", message)
    return replace(asked, entity_id=account)
