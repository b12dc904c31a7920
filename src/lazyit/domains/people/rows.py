"""How people look on the wire; the list fetches these fields and no others."""

from __future__ import annotations

from typing import Any

from lazyit.foundation.listing.spec import Row
from lazyit.foundation.listing.wire import Instant

PERSON_FIELDS = (
    "id",
    "first_name",
    "last_name",
    "email",
    "username",
    "employee_number",
    "role",
    "is_active",
    "directory_only",
    Instant("created_at"),
    Instant("updated_at"),
    Instant("deleted_at"),
    "version",
    "manager_name",
    "manager__id",
    "manager__first_name",
    "manager__last_name",
    "manager__deleted_at",
)


def person_row(r: tuple[Any, ...]) -> Row:
    """Shape one person of a list."""
    return {
        "id": str(r[0]),
        "firstName": r[1],
        "lastName": r[2],
        "email": r[3],
        "username": r[4],
        "legajo": r[5],
        "role": r[6],
        "isActive": r[7],
        "directoryOnly": r[8],
        "createdAt": r[9],
        "updatedAt": r[10],
        "deletedAt": r[11],
        "version": r[12],
        "manager": _manager(r[13:18]),
    }


def _manager(r: tuple[Any, ...]) -> Row | None:
    name, manager_id, first, last, archived = r
    if manager_id is None:
        return {"type": "external", "name": name} if name else None
    return {
        "type": "user",
        "id": str(manager_id),
        "firstName": first,
        "lastName": last,
        "isOffboarded": archived is not None,
    }
