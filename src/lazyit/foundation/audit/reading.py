"""Reading a subject's history: newest first, by cursor, the actor named."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic.alias_generators import to_camel

from lazyit.kernel.clock import instant
from lazyit.kernel.errors import Invalid

DEFAULT_LIMIT, MAX_LIMIT = 50, 100
_FIELDS = (
    "id",
    "occurred_at",
    "event",
    "payload",
    "person_id",
    "person__first_name",
    "person__last_name",
    "service_account_id",
    "service_account__name",
)


def history(rows: models.QuerySet[Any], params: QueryDict) -> list[dict[str, Any]]:
    """Return a page of one subject's rows; ``before`` is exclusive. Raises Invalid."""
    limit = _number(params, "limit", DEFAULT_LIMIT, MAX_LIMIT)
    before = _number(params, "before", 0, 2**63 - 1)
    rows = rows.filter(id__lt=before) if before else rows
    return [_entry(r) for r in rows.order_by("-id").values_list(*_FIELDS)[:limit]]


def of_subject(table: type[Any], subject_id: object) -> models.QuerySet[Any]:
    """Return the history rows of one subject."""
    found: models.QuerySet[Any] = table._default_manager.filter(subject_id=subject_id)
    return found


def actor_of(row: tuple[Any, ...]) -> dict[str, Any]:
    """Shape who acted from (person id, first name, last name, account id, account name)."""
    person_id, first, last, account_id, account_name = row
    if person_id:
        return {"type": "person", "id": str(person_id), "name": f"{first} {last}".strip()}
    if account_id:
        return {"type": "serviceAccount", "id": account_id, "name": account_name}
    return {"type": "system", "id": None, "name": "lazyit"}


def _entry(r: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": r[0],
        "occurredAt": instant(r[1]),
        "event": r[2],
        "payload": _wired(r[3]),
        "performedById": r[4] and str(r[4]),
        "actor": actor_of(r[4:9]),
    }


def _wired(payload: dict[str, Any] | None) -> dict[str, Any] | None:
    """Name changed columns as the API names them."""
    if not payload or "fields" not in payload:
        return payload
    return {**payload, "fields": {to_camel(k): v for k, v in payload["fields"].items()}}


def _number(params: QueryDict, name: str, default: int, highest: int) -> int:
    text = params.get(name)
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else 0
    if not 1 <= number <= highest:
        message = _("Use a whole number from %(low)s to %(high)s.") % {"low": 1, "high": highest}
        raise Invalid.field(name, message, code="out_of_range")
    return number
