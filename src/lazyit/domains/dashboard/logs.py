"""The security logs: one history table at a time, its events by their own names."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.asking import Asked, checked_id
from lazyit.foundation.audit.sources import Source, source_of
from lazyit.kernel.errors import Invalid

PERMISSION, SERVICE_ACCOUNT = "permission", "serviceAccount"
LOGS = (PERMISSION, SERVICE_ACCOUNT)
_PARAMETERS = frozenset(
    {"source", "serviceAccountId", "action", "actorId", "from", "to", "before", "limit"}
)


def log_of(name: str) -> Source:
    """Return the table of one log; raise Invalid if there is none of that name."""
    if name not in LOGS:
        message = _("Use one of: %(names)s.") % {"names": ", ".join(LOGS)}
        raise Invalid.field("source", message, code="not_a_choice")
    source = source_of(name)
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
