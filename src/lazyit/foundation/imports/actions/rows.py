"""What planning and committing share: rows in chunks, read by the session's mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lazyit.foundation.accounts.principals import actor_by_ids
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.imports.access import kind_of
from lazyit.foundation.imports.coercion import RowReader
from lazyit.foundation.imports.kinds import Draft, Problem
from lazyit.foundation.imports.models import ImportRow, ImportSession

CHUNK = 100


class Workbench:
    """A session with everything that its rows need to be judged."""

    def __init__(self, session_id: str, *, dry_run: bool) -> None:
        self.session = ImportSession.objects.defer("content").get(pk=session_id)
        self.kind = kind_of(self.session)
        self.importer = self.kind.importer(self.actor(), self.session, dry_run=dry_run)
        self._mapping = self.session.decided()
        self._reader = RowReader(self.kind, self.session.columns, self._mapping)
        self._cut_line = self.session.shape["damage"].get("incomplete_line")

    def actor(self) -> Actor:
        """Return the importing person with the permissions held at this moment."""
        return actor_by_ids(self.session.person_id, None)

    def require_permissions(self) -> None:
        """Raise Forbidden if the person may no longer write what the mapping writes."""
        self.actor().require(*sorted(self.kind.permissions(self._mapping.targets())))

    def drafts(self, rows: Iterable[ImportRow]) -> list[Draft]:
        """Read rows; the one at which the file was cut is never used."""
        return [self._draft(row) for row in rows]

    def _draft(self, row: ImportRow) -> Draft:
        draft = self._reader.read(row.index, row.line, row.cells)
        if row.line == self._cut_line:
            draft.errors.append(Problem("incomplete-line"))
        return draft

    def chunks(self) -> Iterator[list[ImportRow]]:
        """Walk over all rows in the file's order, a few at a time."""
        last = 0
        rows = self.session.rows.order_by("index").only("session", "index", "line", "cells")
        while chunk := list(rows.filter(index__gt=last)[:CHUNK]):
            yield chunk
            last = chunk[-1].index
