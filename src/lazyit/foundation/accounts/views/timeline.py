"""A service account's history in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lazyit.foundation.accounts.events import ServiceAccountEvent
from lazyit.foundation.accounts.models import ServiceAccount, ServiceAccountHistory
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
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "is_active": gettext_lazy("Enabled"),
    "expires_at": gettext_lazy("Valid until"),
}
_E = ServiceAccountEvent
TOLD: dict[str, tuple[str, Text]] = {
    _E.MINT: ("plus", gettext_lazy("%(actor)s created this service account")),
    _E.ROTATE: ("refresh", gettext_lazy("%(actor)s rotated the token")),
    _E.REVOKE: ("archive", gettext_lazy("%(actor)s revoked the service account")),
    _E.RESTORE: ("restore", gettext_lazy("%(actor)s restored the service account")),
    _E.PERMISSION_CHANGE: ("shield", gettext_lazy("%(actor)s changed the permissions")),
    _E.UPDATED: ("edit", gettext_lazy("%(actor)s edited the service account")),
}


def service_account_timeline(
    viewer: Actor, account: ServiceAccount, before: str | None = None
) -> Timeline:
    """Return an account's newest history for somebody who may see it."""
    viewer.require("settings:manage")
    rows = of_subject(ServiceAccountHistory, account.pk)
    return read_timeline(rows, viewer=viewer, tell=_tell, before=before)


def _tell(entry: Entry) -> Event:
    icon, text = TOLD[entry.event]
    return Event(icon, entry.at, sentence(text, actor=entry.actor), _changes(entry))


def _changes(entry: Entry) -> list[Change]:
    if entry.event == _E.PERMISSION_CHANGE:
        before, after = (", ".join(entry.payload[key]) for key in ("from", "to"))
        return [Change(_("Permissions"), before, after)]
    return changes_of(entry.payload, LABELS, _words)


def _words(_name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
