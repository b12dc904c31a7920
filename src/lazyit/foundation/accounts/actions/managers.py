"""Who may be whose manager."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lazyit.foundation.accounts import profile_fields
from lazyit.foundation.accounts.locks import lock_for
from lazyit.foundation.accounts.models import Person
from lazyit.kernel.errors import Invalid

PATH = "manager.managerId"


def checked_manager(
    person_id: UUID, manager_id: UUID | None, manager_name: str | None
) -> dict[str, Any]:
    """Return both columns of a manager: a person, a name, or nobody.

    Raises Invalid unless the manager is live, somebody else, and nobody's report in turn.
    """
    if manager_id is None:
        return {
            "manager_id": None,
            **profile_fields.cleaned({"manager_name": manager_name}, email_required=False),
        }
    if manager_name is not None:
        raise Invalid.field("manager", _("Give a person or a name as manager, not both."))
    lock_for("accounts.managers")  # two changes at once could close a circle
    if manager_id == person_id:
        raise Invalid.field(PATH, _("Nobody can be their own manager."), code="own_manager")
    if not Person.objects.live().filter(pk=manager_id).exists():
        raise Invalid.field(PATH, _("There is no such person."), code="not_found")
    if _reports_to(manager_id, person_id):
        raise Invalid.field(PATH, _("This would make the person their own manager."), code="cycle")
    return {"manager_id": manager_id, "manager_name": None}


def manager_as_history(person: Person) -> dict[str, Any] | None:
    """Return the manager as history keeps it, readable after everybody has left."""
    if person.manager_id is not None:
        manager = Person.objects.get(pk=person.manager_id)
        return {"type": "user", "id": str(manager.pk), "name": manager.name}
    return {"type": "external", "name": person.manager_name} if person.manager_name else None


def _reports_to(person_id: UUID, boss_id: UUID) -> bool:
    seen: set[UUID] = set()
    above: UUID | None = person_id
    while above is not None and above not in seen:
        if above == boss_id:
            return True
        seen.add(above)
        above = Person.objects.values_list("manager_id", flat=True).get(pk=above)
    return False
