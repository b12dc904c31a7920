"""What the editor of roles shows: permissions by area, and how far a role is from its start."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lazyit.foundation.rbac.catalogue import (
    AREAS,
    PERMISSIONS,
    Area,
    Permission,
    default_permissions,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One permission, whether the role holds it, and whether it did from the start."""

    permission: Permission
    held: bool
    by_default: bool

    @property
    def differs(self) -> bool:
        """Say whether this is not as on a fresh instance."""
        return self.held != self.by_default


@dataclass(frozen=True, slots=True)
class ShownArea:
    """An area with its permissions."""

    area: Area
    lines: list[Line]

    @property
    def held(self) -> int:
        """Count what the role holds here."""
        return sum(line.held for line in self.lines)


@dataclass(frozen=True, slots=True)
class Changes:
    """What saving would grant and revoke, in the order of the editor."""

    granted: list[Permission]
    revoked: list[Permission]

    @property
    def count(self) -> int:
        """Count both."""
        return len(self.granted) + len(self.revoked)

    @property
    def are_sensitive(self) -> bool:
        """Say whether any of them deserves a second look."""
        return any(permission.sensitive for permission in (*self.granted, *self.revoked))


def shown_areas(role: str, held: Collection[str]) -> list[ShownArea]:
    """Lay out a set of permissions by area."""
    start = default_permissions(role)
    return [
        ShownArea(area, [Line(p, p.name in held, p.name in start) for p in area.permissions])
        for area in AREAS
    ]


def changes_between(before: Collection[str], after: Collection[str]) -> Changes:
    """Say what turns one set into another."""
    return Changes(
        granted=[p for p in PERMISSIONS.values() if p.name in after and p.name not in before],
        revoked=[p for p in PERMISSIONS.values() if p.name in before and p.name not in after],
    )
