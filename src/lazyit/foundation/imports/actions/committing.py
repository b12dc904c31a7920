"""The third background step: write the rows, a chunk a transaction."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import OperationalError, connection, transaction

from lazyit.foundation.imports.actions.ending import close_session
from lazyit.foundation.imports.actions.rows import CHUNK, Workbench
from lazyit.foundation.imports.kinds import Draft, Problem, RowResult
from lazyit.foundation.imports.models import ImportRow, RowState, SessionState
from lazyit.foundation.jobs.running import Cancelled, Run
from lazyit.kernel.errors import DomainError

log = structlog.get_logger(__name__)
_ATTEMPTS = 5
_ONE_AT_A_TIME = 7_241_002  # the advisory lock of import chunks


def commit_rows(run: Run) -> dict[str, Any] | None:
    """Write every valid row that is not written yet; what is written stays, whatever comes."""
    bench = Workbench(run.payload["session"], dry_run=False)
    if bench.session.state != SessionState.COMMITTING:
        return None
    waiting = bench.session.rows.filter(state=RowState.VALID)
    done = (run.job.total or 0) - waiting.count()
    try:
        while count := _commit_chunk(run, bench):
            done += count
            run.progress(done)
    except Cancelled:
        close_session(session_id=bench.session.id, stopped=True)
        raise
    session = close_session(session_id=bench.session.id, stopped=False)
    return {"session": session.id, "run": session.run_id}


def _commit_chunk(run: Run, bench: Workbench) -> int:
    """Write one chunk; another transaction in the way only means another attempt."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _write_chunk(run, bench)
        except OperationalError:
            if attempt == _ATTEMPTS or not connection.is_usable():
                raise
    raise AssertionError("the last attempt returns or raises")


@transaction.atomic
def _write_chunk(run: Run, bench: Workbench) -> int:
    """Write rows and their results together, so that a lost worker leaves neither or both."""
    run.hold()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    bench.require_permissions()
    rows = list(bench.session.rows.filter(state=RowState.VALID).order_by("index")[:CHUNK])
    results = _written(bench, bench.drafts(rows))
    ImportRow.objects.write_results(
        (row.pk, RowState.FAILED if result.errors else RowState.COMMITTED, result)
        for row, result in zip(rows, results, strict=True)
    )
    return len(rows)


def _written(bench: Workbench, drafts: list[Draft]) -> list[RowResult]:
    """Write rows together; where one is refused, undo them all and try each half."""
    try:
        with transaction.atomic():
            return bench.importer.process(drafts)
    except OperationalError:
        raise  # not a row's fault
    except Exception as error:  # noqa: BLE001 -- one bad row never stops the others
        if len(drafts) == 1:
            return [_failed(bench, drafts[0], error)]
    half = len(drafts) // 2
    return _written(bench, drafts[:half]) + _written(bench, drafts[half:])


def _failed(bench: Workbench, draft: Draft, error: Exception) -> RowResult:
    if isinstance(error, DomainError):
        return RowResult.refused(draft, error)
    # The text of the error may quote the row: only its type is logged.
    name = type(error).__name__
    log.warning("import.row_failed", session=bench.session.id, row=draft.index, error=name)
    return RowResult.invalid(draft, Problem("unexpected"))
