"""Which permissions the editable roles hold, and who changed that."""

from __future__ import annotations

from django.db import models

from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.rbac.catalogue import EDITABLE_ROLES


class RoleQuerySet(models.QuerySet["Role"]):
    """Reads of the editable roles."""

    def matrix(self) -> dict[str, frozenset[str]]:
        """Return the permissions of each editable role."""
        return {role.name: frozenset(role.permissions) for role in self}


class Role(models.Model):
    """An editable role with the permissions it holds; ADMIN holds everything and has no row."""

    name = models.CharField(
        primary_key=True, max_length=10, choices=[(r, r) for r in EDITABLE_ROLES]
    )
    permissions = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    objects = RoleQuerySet.as_manager()


class PermissionAudit(HistoryRow):
    """One row a permission granted to or revoked from a role (event GRANT or REVOKE)."""

    subject = models.ForeignKey(Role, models.PROTECT, related_name="history", db_index=False)
    permission = models.CharField(max_length=40)

    class Meta(HistoryRow.Meta):
        abstract = False
