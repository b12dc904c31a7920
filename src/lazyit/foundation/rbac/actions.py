"""Changing what the editable roles may do."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.access import Matrix, matrix_of
from lazyit.foundation.rbac.catalogue import ALL, EDITABLE_ROLES
from lazyit.foundation.rbac.models import PermissionAudit, Role
from lazyit.kernel.errors import Invalid, Stale

GRANT, REVOKE = "GRANT", "REVOKE"


@transaction.atomic
def replace_permissions(
    *, actor: Actor, sets: Mapping[str, Collection[str]], expected_version: int | None = None
) -> Matrix:
    """Give the named roles exactly these permissions, effective on everybody's next request.

    Raises Forbidden, Invalid for an unknown role or permission, Stale.
    """
    actor.require("settings:manage")
    actor.require_person()
    _check(sets)
    roles = list(Role.objects.order_by("name").select_for_update(no_key=True))
    _check_version(matrix_of(roles), expected_version)
    for role in roles:
        if role.name in sets:
            _replace(actor, role, frozenset(sets[role.name]))
    return matrix_of(roles)


def _replace(actor: Actor, role: Role, wanted: frozenset[str]) -> None:
    held = frozenset(role.permissions)
    changes = [(GRANT, name) for name in sorted(wanted - held)]
    changes += [(REVOKE, name) for name in sorted(held - wanted)]
    if not changes:
        return
    role.permissions, role.version = sorted(wanted), role.version + 1
    role.save(update_fields=["permissions", "version"])
    PermissionAudit.objects.bulk_create(_entries(actor, role, changes))


def _entries(actor: Actor, role: Role, changes: list[tuple[str, str]]) -> list[PermissionAudit]:
    entries = []
    for event, permission in changes:
        entry = PermissionAudit.entry(actor, role.pk, event, None)
        entry.permission = permission
        entries.append(entry)
    return entries


def _check(sets: Mapping[str, Collection[str]]) -> None:
    for role, permissions in sets.items():
        if role not in EDITABLE_ROLES:
            message = _("The permissions of “%(name)s” cannot be set.") % {"name": role[:100]}
            raise Invalid.field(role[:100], message, code="unknown_key")
        for name in permissions:
            if name not in ALL:
                message = _("There is no permission “%(name)s”.") % {"name": name[:100]}
                raise Invalid.field(role, message, code="not_a_choice")


def _check_version(matrix: Matrix, expected: int | None) -> None:
    if expected is not None and matrix.version != expected:
        raise Stale(
            _("Somebody else changed these permissions in the meantime. Nothing was saved."),
            details={"currentVersion": matrix.version},
        )
