"""Create, update, archive and restore, the same for every plain record of a domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.records import writing
from lazyit.foundation.records.record import Record
from lazyit.foundation.search import index
from lazyit.foundation.search.index import Document
from lazyit.kernel import clock

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Lifecycle(Generic[R]):
    """What differs between records: table, history, search entry, unique values.

    Call its methods inside an action's transaction, after the permission and reference checks.
    """

    model: type[R]
    history: type[HistoryRow]
    document: Callable[[R], Document] | None = None
    unique: Mapping[str, str] = field(default_factory=dict)

    def create(self, actor: Actor, values: Mapping[str, Any], payload: Any = None) -> R:
        """Insert a record; raise Conflict for a taken value."""
        record = self.model(**values)
        with writing.unique(**self.unique):
            record.save(force_insert=True)
        return self._recorded(actor, record, "CREATED", payload)

    def update(
        self, actor: Actor, record: R, values: Mapping[str, Any], expected_version: int | None
    ) -> R:
        """Change what differs on a locked record; raise Stale or Conflict."""
        writing.check_version(record, expected_version)
        with writing.unique(**self.unique):
            changes = writing.apply(record, values)
            if not changes:
                return record
            writing.save(record, changes)
        return self._recorded(actor, record, "UPDATED", {"fields": changes})

    def archive(self, actor: Actor, record: R, expected_version: int | None) -> R:
        """Take a locked, live record out of use; what points to it keeps its link. Raises Stale."""
        writing.check_version(record, expected_version)
        record.deleted_at = clock.now()
        writing.save(record, {"deleted_at": {}})
        return self._recorded(actor, record, "DELETED", None)

    def restore(self, actor: Actor, record: R) -> R:
        """Bring a locked record back; a live one stays as it is. Raises Conflict if displaced."""
        if record.deleted_at is None:
            return record
        record.deleted_at = None
        with writing.unique(**self.unique):
            writing.save(record, {"deleted_at": {}})
        return self._recorded(actor, record, "RESTORED", None)

    def locked(self, record_id: str, *, archived_too: bool = False) -> R:
        """Return the record locked; raise NotFound if there is none, or only an archived one."""
        rows = self.model._default_manager.all()
        return writing.lock(rows if archived_too else rows.filter(deleted_at=None), record_id)

    def _recorded(self, actor: Actor, record: R, event: str, payload: Any) -> R:
        self.history.record(actor, record.pk, event, payload)
        if self.document:
            index.put(self.document(record))
        return record
