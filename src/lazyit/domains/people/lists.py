"""The list of people; page, API and export use the same one."""

from __future__ import annotations

from operator import itemgetter
from uuid import UUID

from django.db.models import Q

from lazyit.domains.assets.access import held_counts
from lazyit.domains.people import rows
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.search import PERSON
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.filters import BooleanFilter, ChoiceFilter, IdFilter
from lazyit.foundation.listing.spec import Column, ListSpec, Row
from lazyit.foundation.rbac.catalogue import ROLES


def _attach_possessions(items: list[Row], _actor: Actor) -> None:
    """Add how many assets each person of a page holds, by one query."""
    counts = held_counts([UUID(item["id"]) for item in items])
    for item in items:
        item["assetsInPossession"] = counts.get(UUID(item["id"]), 0)


def _manager_name(row: Row) -> str | None:
    manager = row["manager"]
    if manager is None or manager["type"] == "external":
        return manager and str(manager["name"])
    return f"{manager['firstName']} {manager['lastName']}"


_EXPORTED = ("firstName", "lastName", "email", "role", "legajo", "username")
_AND_THEN = ("isActive", "directoryOnly", "assetsInPossession", "createdAt", "updatedAt", "id")
COLUMNS = (
    *(Column(name, itemgetter(name)) for name in _EXPORTED),
    Column("manager", _manager_name),
    *(Column(name, itemgetter(name)) for name in _AND_THEN),
)

PEOPLE = ListSpec(
    name="people",
    model=Person,
    permission="user:read",
    archived_permission="user:manage",
    search_kind=PERSON,
    filters=(
        ChoiceFilter("role", field="role", choices=ROLES),
        BooleanFilter("isActive", "active", where=lambda yes: Q(is_active=yes)),
        BooleanFilter("directoryOnly", "directory", where=lambda yes: Q(directory_only=yes)),
        IdFilter("managerId", "manager", uuid=True, field="manager_id"),
        IdFilter("ids", uuid=True, field="pk"),
    ),
    sorts={
        "name": "name_folded",
        "firstName": "name_folded",
        "lastName": "last_name_folded",
        "email": "email",
        "role": "role",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
    },
    default_sort=("createdAt", True),
    fields=rows.PERSON_FIELDS,
    shape=rows.person_row,
    attach=_attach_possessions,
    columns=COLUMNS,
)
