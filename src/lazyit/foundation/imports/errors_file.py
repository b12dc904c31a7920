"""The rows that something is to be said about, as a file with their original values."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from lazyit.foundation.imports.access import kind_of
from lazyit.foundation.imports.models import ImportRow, ImportSession, RowState
from lazyit.foundation.imports.problems import describe
from lazyit.foundation.listing import csv


def error_lines(session: ImportSession) -> Iterator[str]:
    """Yield the CSV: line, outcome and reasons, then every column as it was."""
    kind = kind_of(session)
    yield csv.line([_("Line"), _("Outcome"), _("Reasons"), *session.columns])
    for row in _told(session):
        reasons = "; ".join(describe(kind, p) for p in (*row.errors, *row.warnings))
        yield csv.line([row.line, RowState(row.state).label, reasons, *row.cells])


def _told(session: ImportSession) -> Iterator[ImportRow]:
    silent = Q(errors=[], warnings=[])
    return session.rows.exclude(silent).order_by("index").iterator(chunk_size=1_000)
