"""What a role may do, read from the database on every request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.catalogue import ADMIN, ALL, EDITABLE_ROLES, default_permissions
from lazyit.foundation.rbac.models import Role


@dataclass(frozen=True)
class Matrix:
    """What each editable role holds, and a version that grows with every change of any."""

    sets: dict[str, frozenset[str]]
    version: int


def permissions_of(role: str) -> frozenset[str]:
    """Return what a role holds now; ADMIN holds everything, an unseeded role its defaults."""
    if role == ADMIN:
        return ALL
    return matrix_of(Role.objects.filter(pk=role)).sets[role]


def get_matrix(actor: Actor) -> Matrix:
    """Return what the editable roles hold."""
    actor.require("settings:manage")
    return matrix_of(Role.objects.order_by("name"))


def matrix_of(roles: Iterable[Role]) -> Matrix:
    """Put rows of roles together; the sum of their versions is a version of all."""
    rows = list(roles)
    held = {role.name: frozenset(role.permissions) & ALL for role in rows}
    sets = {name: held.get(name, default_permissions(name)) for name in EDITABLE_ROLES}
    return Matrix(sets, sum(role.version for role in rows))
