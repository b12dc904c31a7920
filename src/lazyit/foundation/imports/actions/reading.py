"""The first background step: read the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.conf import settings

from lazyit.foundation.files.sandbox import Limits, SandboxError
from lazyit.foundation.files.tabular import Reading, Record, read_table
from lazyit.foundation.imports.access import kind_of
from lazyit.foundation.imports.headers import detect_preset, propose
from lazyit.foundation.imports.models import ImportRow, ImportSession, SessionState
from lazyit.foundation.imports.values import is_absent
from lazyit.foundation.jobs.running import Run
from lazyit.kernel import clock

_BATCH = 1_000
_SAMPLES = 4
_SAMPLE_LENGTH = 200


class Columns:
    """Gathers, while rows pass by, how full each column is and what it looks like."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.filled = [0] * len(names)
        self.samples: list[list[str]] = [[] for _ in names]

    def see(self, cells: Sequence[str]) -> None:
        """Count one row."""
        for position, text in enumerate(cells):
            if is_absent(text):
                continue
            self.filled[position] += 1
            samples, shown = self.samples[position], text.strip()[:_SAMPLE_LENGTH]
            if len(samples) < _SAMPLES and shown not in samples:
                samples.append(shown)

    def to_json(self) -> dict[str, Any]:
        """Return what the session keeps of it."""
        return {
            "columns": list(self.names),
            "filled": dict(zip(self.names, self.filled, strict=True)),
            "samples": dict(zip(self.names, self.samples, strict=True)),
        }


def read_file(run: Run) -> None:
    """Turn the uploaded bytes into rows, then forget the bytes."""
    session = ImportSession.objects.get(pk=run.payload["session"])
    if session.content is None:
        return
    _set(session, state=SessionState.PARSING)
    try:
        _store(run, session, _reading(session))
    except SandboxError as refusal:
        session.rows.all().delete()
        problem = {"code": refusal.code, "params": refusal.params}
        _set(session, state=SessionState.FAILED, problem=problem, content=None)


def _reading(session: ImportSession) -> Reading:
    instance = settings.INSTANCE
    return read_table(
        bytes(session.content or b""),
        version=instance.app_version,
        max_rows=instance.max_import_rows,
        limits=Limits(memory_bytes=instance.import_child_heap_mb * 2**20),
    )


def _store(run: Run, session: ImportSession, reading: Reading) -> None:
    session.rows.all().delete()  # of an attempt whose worker was lost
    columns, count = Columns(reading.columns), 0
    for batch in _batches(reading.records()):
        ImportRow.objects.bulk_create(_rows(session, batch, count, columns))
        count += len(batch)
        run.progress(count)
    kind = kind_of(session)
    preset = detect_preset(kind, reading.columns)
    about = {"text": reading.text, "damage": reading.damage, "preset": preset and preset.key}
    _set(
        session,
        state=SessionState.PARSED,
        shape={**columns.to_json(), **about},
        mapping=propose(kind, reading.columns).to_json(),
        row_count=count,
        content=None,
    )


def _rows(
    session: ImportSession, records: Sequence[Record], count: int, columns: Columns
) -> Iterator[ImportRow]:
    for index, record in enumerate(records, count + 1):
        columns.see(record.cells)
        yield ImportRow(session=session, index=index, line=record.line, cells=record.cells)


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    remaining = iter(records)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _set(session: ImportSession, **values: Any) -> None:
    for name, value in values.items():
        setattr(session, name, value)
    session.updated_at = clock.now()
    session.save(update_fields=[*values, "updated_at"])
