"""What callers send to the people API."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import StrictBool

from lazyit.foundation.rest.schema import Body, Optional100, Optional200, Optional500, Required100

Role = Literal["ADMIN", "MEMBER", "VIEWER"]


class ManagerIn(Body):
    """Somebody's manager: a person, or the name of somebody outside."""

    manager_id: UUID | None = None
    manager_name: Optional200 = None


class PersonFields(Body):
    """The fields of a person that a caller may set; all may be left out."""

    username: Optional100 = None
    legajo: Optional100 = None
    manager: ManagerIn | None = None


class PersonIn(PersonFields):
    """A new person with a login."""

    first_name: Required100
    last_name: Required100
    email: Optional500
    role: Role = "VIEWER"


class PersonPatch(PersonFields):
    """Changes of a person; only the keys sent count."""

    first_name: Required100 = ""
    last_name: Required100 = ""
    email: Optional500 = None
    role: Role = "VIEWER"
    is_active: StrictBool = True


class OffboardIn(Body):
    """Who takes over the reports of somebody who leaves; nobody if left out."""

    new_manager_id: UUID | None = None


def columns(values: dict[str, Any]) -> dict[str, Any]:
    """Turn the body's keys into the columns that actions know."""
    found = {k: v for k, v in values.items() if k not in ("legajo", "manager")}
    if "legajo" in values:
        found["employee_number"] = values["legajo"]
    if "manager" in values:
        manager = values["manager"] or {}
        found["manager_id"] = manager.get("manager_id")
        found["manager_name"] = manager.get("manager_name")
    return found
