"""What a role may do, read from the database on every request."""

from __future__ import annotations

from lazyit.foundation.rbac.catalogue import ADMIN, ALL, default_permissions
from lazyit.foundation.rbac.models import Role


def permissions_of(role: str) -> frozenset[str]:
    """Return what a role holds now; ADMIN holds everything, an unseeded role its defaults."""
    if role == ADMIN:
        return ALL
    row = Role.objects.filter(pk=role).values_list("permissions", flat=True).first()
    return default_permissions(role) if row is None else frozenset(row) & ALL
