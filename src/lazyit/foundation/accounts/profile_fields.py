"""What a person's columns may hold, checked once for every door: pages, API, import, command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lazyit.kernel.errors import FieldError, Invalid
from lazyit.kernel.text import blank_to_none, is_storable

REQUIRED = ("first_name", "last_name")
LOWER_CASE = ("email", "username")
LONGEST = {
    "first_name": 100,
    "last_name": 100,
    "email": 254,
    "username": 100,
    "employee_number": 100,
    "manager_name": 200,
    "external_id": 255,
}
# The names of columns on the wire, for the path of an error.
WIRE = {
    "first_name": "firstName",
    "last_name": "lastName",
    "employee_number": "legajo",
    "manager_name": "manager.managerName",
    "external_id": "externalId",
}
UNIQUE = {
    "person_email_live": "email",
    "person_username_live": "username",
    "person_employee_number_live": "legajo",
    "person_external_id": "externalId",
}


def cleaned(values: Mapping[str, Any], *, email_required: bool) -> dict[str, Any]:
    """Return the texts trimmed and folded; raise Invalid naming every wrong one."""
    clean = {name: _normalised(name, value) for name, value in values.items()}
    required = (*REQUIRED, "email") if email_required else REQUIRED
    problems = [
        FieldError(path=WIRE.get(name, name), code=code, message=message)
        for name, value in clean.items()
        for code, message in _faults(name, value, required)
    ]
    if problems:
        raise Invalid(_("Some fields are not right."), errors=problems)
    return clean


def _normalised(name: str, value: str | None) -> str | None:
    text = blank_to_none(value)
    return text.lower() if text and name in LOWER_CASE else text


def _faults(name: str, value: str | None, required: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if value is None:
        if name in required:
            yield "required", _("This field is required.")
        return
    if len(value) > LONGEST[name]:
        yield "too_long", _("Use at most %(count)d characters.") % {"count": LONGEST[name]}
    if not is_storable(value):
        yield "invalid", _("The value contains characters that cannot be stored.")
    elif name == "email" and not _is_email(value):
        yield "invalid", _("This is not an e-mail address.")


def _is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
