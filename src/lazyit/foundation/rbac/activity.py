"""How changes of what roles may do read in the activity feed."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.audit.sentences import Named, Told
from lazyit.foundation.audit.sources import Event, Source, add_names, add_sources
from lazyit.foundation.rbac.catalogue import MEMBER, PERMISSIONS, VIEWER
from lazyit.foundation.rbac.models import PermissionAudit
from lazyit.kernel.text import fold

ROLE = "role"
_NAMES = {MEMBER: _("Members"), VIEWER: _("Viewers")}
_EVENTS = {"GRANT": _("permission given"), "REVOKE": _("permission taken away")}
_SENTENCES = {
    "GRANT": _("%(subject)s got the permission “%(permission)s”"),
    "REVOKE": _("%(subject)s lost the permission “%(permission)s”"),
}


def register_activity() -> None:
    """Declare the audit of permissions."""
    add_names(ROLE, _roles)
    add_sources(
        Source(
            "permission",
            PermissionAudit,
            ROLE,
            _("Role"),
            "shield",
            _EVENTS,
            tell_permission,
            kind=ROLE,
            actions={"GRANT": "permission_granted", "REVOKE": "permission_revoked"},
            mentions=_called,
            extra=F("permission"),
        )
    )


def tell_permission(event: Event) -> Told:
    """Tell that a role got or lost a permission."""
    known = PERMISSIONS.get(event.extra or "")
    permission = known.label if known else event.extra
    return Told(_SENTENCES[event.event], {"subject": event.subject, "permission": permission})


def _roles(ids: Collection[str]) -> dict[str, Named]:
    return {role: Named(str(_NAMES[role])) for role in ids if role in _NAMES}


def _called(word: str) -> Q:
    roles = [role for role, name in _NAMES.items() if fold(word) in fold(f"{role} {name}")]
    return Q(subject_id__in=roles)
