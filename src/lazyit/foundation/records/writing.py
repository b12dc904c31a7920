"""How actions write a record: lock, compare versions, set what differs, say what differed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, FieldError, NotFound, Stale

Changes = dict[str, dict[str, Any]]


class Counted(Protocol):
    """A row that counts its changes."""

    version: int


class Versioned(Counted, Protocol):
    """A row that counts and dates its changes."""

    updated_at: datetime

    def save(self, *, update_fields: Any = None) -> None:
        """Write the named columns."""


Row = TypeVar("Row", bound=models.Model)


def lock(rows: models.QuerySet[Row], record_id: object) -> Row:
    """Return one row locked for this transaction; raise NotFound if there is none.

    History that points to the row may be written meanwhile: its key never changes.
    """
    row = rows.select_for_update(no_key=True, of=("self",)).filter(pk=record_id).first()
    if row is None:
        raise NotFound(_("There is no such record, or it is archived."))
    return row


def check_version(row: Counted, expected: int | None) -> None:
    """Raise Stale if somebody changed the row since the caller read it."""
    if expected is not None and row.version != expected:
        raise Stale(
            _("Somebody else changed this record in the meantime. Nothing was saved."),
            details={"currentVersion": row.version},
        )


def apply(row: Any, values: Mapping[str, Any]) -> Changes:
    """Set the values that differ and return them as before and after, fit for history."""
    changes: Changes = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changes[name] = {"from": plain(before), "to": plain(value)}
    return changes


def save(row: Versioned, changes: Changes) -> None:
    """Write the changed columns and count the change."""
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=[*changes, "version", "updated_at"])


def plain(value: Any) -> Any:
    """Return a value as history keeps it: JSON, dates in ISO 8601."""
    if isinstance(value, datetime):
        return clock.instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


@contextmanager
def unique(**constraints: str) -> Iterator[None]:
    """Turn the violation of a named constraint into Conflict on its field.

    The keys are constraint names, the values the field's path in the API.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        path = constraints.get(diagnosis.constraint_name or "") if diagnosis else None
        if path is None:
            raise
        raise taken(path) from None


def taken(path: str) -> Conflict:
    """Build the refusal of a value that another live record holds."""
    message = _("Another record already has this value.")
    problem = FieldError(path=path, code="taken", message=message)
    return Conflict(message, code="taken", errors=[problem])
