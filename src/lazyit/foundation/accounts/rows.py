"""How people and service accounts look on the wire."""

from __future__ import annotations

from typing import Any

from lazyit.foundation.accounts import two_factor
from lazyit.foundation.accounts.models import Person, ServiceAccount
from lazyit.kernel.clock import instant

Row = dict[str, Any]

SERVICE_ACCOUNT_FIELDS = (
    "id",
    "name",
    "description",
    "permissions",
    "token_prefix",
    "is_active",
    "system_managed",
    "expires_at",
    "last_used_at",
    "created_at",
    "updated_at",
    "deleted_at",
    "version",
)


def service_account_row(r: tuple[Any, ...]) -> Row:
    """Shape one service account; never anything of its secret."""
    return {
        "id": r[0],
        "name": r[1],
        "description": r[2],
        "permissions": r[3],
        "tokenPrefix": r[4],
        "isActive": r[5],
        "systemManaged": r[6],
        "expiresAt": r[7] and instant(r[7]),
        "lastUsedAt": r[8] and instant(r[8]),
        "createdAt": instant(r[9]),
        "updatedAt": instant(r[10]),
        "deletedAt": r[11] and instant(r[11]),
        "version": r[12],
    }


def service_account_plain(account: ServiceAccount) -> Row:
    """Shape a service account that an action has just returned."""
    fresh = ServiceAccount.objects.values_list(*SERVICE_ACCOUNT_FIELDS).get(pk=account.pk)
    return service_account_row(fresh)


def own_row(person: Person) -> Row:
    """Shape the signed-in person for themselves."""
    return {
        "id": str(person.pk),
        "firstName": person.first_name,
        "lastName": person.last_name,
        "email": person.email,
        "username": person.username,
        "legajo": person.employee_number,
        "role": person.role,
        "isActive": person.is_active,
        "directoryOnly": person.directory_only,
        "manager": _manager(person),
        "mustChangePassword": person.must_change_password,
        "twoFactor": two_factor.is_on(person),
        "createdAt": instant(person.created_at),
        "updatedAt": instant(person.updated_at),
        "deletedAt": None,
        "version": person.version,
    }


def _manager(person: Person) -> Row | None:
    if person.manager is None:
        return {"type": "external", "name": person.manager_name} if person.manager_name else None
    return {
        "type": "user",
        "id": str(person.manager.pk),
        "firstName": person.manager.first_name,
        "lastName": person.manager.last_name,
        "isOffboarded": person.manager.deleted_at is not None,
    }
