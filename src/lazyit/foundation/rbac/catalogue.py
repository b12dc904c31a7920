"""The closed catalogue: 50 permissions in 19 domains, and who holds them by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

ADMIN, MEMBER, VIEWER = "ADMIN", "MEMBER", "VIEWER"
ROLES = (ADMIN, MEMBER, VIEWER)
EDITABLE_ROLES = (MEMBER, VIEWER)


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing somebody may do; ``default`` is the lowest role that holds it from the start."""

    name: str
    default: str
    label: Text
    sensitive: bool = False
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A heading under which the editor shows permissions."""

    name: str
    label: Text
    permissions: tuple[Permission, ...]


def _crud(domain: str, read: Text, write: Text, delete: Text) -> tuple[Permission, ...]:
    return (
        Permission(f"{domain}:read", VIEWER, read),
        Permission(f"{domain}:write", MEMBER, write),
        Permission(f"{domain}:delete", ADMIN, delete, sensitive=True),
    )


AREAS: tuple[Area, ...] = (
    Area(
        "inventory",
        _("Inventory"),
        (
            *_crud(
                "asset",
                _("See assets"),
                _("Create and edit assets"),
                _("Archive and restore assets"),
            ),
            *_crud(
                "assetModel",
                _("See models"),
                _("Create and edit models"),
                _("Archive and restore models"),
            ),
            *_crud(
                "category",
                _("See categories"),
                _("Create and edit categories"),
                _("Archive and restore categories"),
            ),
            *_crud(
                "location",
                _("See locations"),
                _("Create and edit locations"),
                _("Archive and restore locations"),
            ),
            *_crud(
                "consumable",
                _("See consumables"),
                _("Create, edit and move consumables"),
                _("Archive and restore consumables"),
            ),
            Permission("import:run", ADMIN, _("Import records from files"), sensitive=True),
            Permission("infra:read", VIEWER, _("See the server map")),
            Permission("infra:manage", ADMIN, _("Manage the server map"), sensitive=True),
            Permission(
                "infra:report", ADMIN, _("Report machine facts"), sensitive=True, machine=True
            ),
        ),
    ),
    Area(
        "access",
        _("Access"),
        (
            *_crud(
                "application",
                _("See applications"),
                _("Create and edit applications"),
                _("Archive and restore applications"),
            ),
            Permission("accessGrant:read", MEMBER, _("See who can reach what")),
            Permission("accessGrant:write", MEMBER, _("Edit grants (reserved)")),
            Permission("accessGrant:delete", ADMIN, _("Delete grants (reserved)"), sensitive=True),
            Permission("accessGrant:grant", ADMIN, _("Grant and revoke access"), sensitive=True),
            Permission("accessRequest:create", VIEWER, _("Request access")),
            Permission("accessRequest:read", MEMBER, _("See access requests")),
        ),
    ),
    Area(
        "knowledge",
        _("Knowledge"),
        (
            *_crud(
                "article",
                _("Read articles"),
                _("Write articles"),
                _("Archive and restore articles"),
            ),
            Permission("article:manage", ADMIN, _("Edit anyone’s articles"), sensitive=True),
            Permission("secret:read", ADMIN, _("See the secret manager"), sensitive=True),
            Permission("secret:manage", ADMIN, _("Manage secret vaults"), sensitive=True),
            Permission(
                "secret:fetch", ADMIN, _("Fetch secrets as a machine"), sensitive=True, machine=True
            ),
        ),
    ),
    Area(
        "manage",
        _("Manage"),
        (
            Permission("user:read", MEMBER, _("See people")),
            Permission("user:write", MEMBER, _("Edit people (reserved)")),
            Permission("user:delete", ADMIN, _("Delete people (reserved)"), sensitive=True),
            Permission("user:manage", ADMIN, _("Administer people"), sensitive=True),
            Permission("dashboard:read", VIEWER, _("See the dashboard")),
            Permission("search:read", VIEWER, _("Search everything")),
            Permission("logs:read", ADMIN, _("Read activity and audit logs"), sensitive=True),
            Permission(
                "notification:read",
                ADMIN,
                _("Receive notifications for administrators"),
                sensitive=True,
            ),
            Permission("settings:read", VIEWER, _("See settings")),
            Permission("settings:manage", ADMIN, _("Change settings"), sensitive=True),
        ),
    ),
    Area(
        "automation",
        _("Automation"),
        (
            Permission("workflow:read", ADMIN, _("See workflows"), sensitive=True),
            Permission("workflow:manage", ADMIN, _("Configure workflows"), sensitive=True),
            Permission("workflow:run", ADMIN, _("Run workflows"), sensitive=True),
            Permission("workflow:task", ADMIN, _("Complete workflow tasks"), sensitive=True),
            Permission("workflow:secrets", ADMIN, _("Manage workflow credentials"), sensitive=True),
        ),
    ),
)

PERMISSIONS: dict[str, Permission] = {p.name: p for area in AREAS for p in area.permissions}
ALL: frozenset[str] = frozenset(PERMISSIONS)
NEVER_FOR_SERVICE_ACCOUNTS: frozenset[str] = frozenset(
    {"settings:manage", "user:manage", "import:run", "secret:read", "secret:manage"}
)


def default_permissions(role: str) -> frozenset[str]:
    """Return what a role holds on a fresh instance."""
    holders = {VIEWER: {VIEWER}, MEMBER: {VIEWER, MEMBER}, ADMIN: set(ROLES)}[role]
    return frozenset(p.name for p in PERMISSIONS.values() if p.default in holders)
