"""The second background step: say what would happen to every row."""

from __future__ import annotations

from lazyit.foundation.imports.actions.rows import Workbench
from lazyit.foundation.imports.kinds import Draft, Importer, RowResult
from lazyit.foundation.imports.models import ImportRow, ImportSession, RowState, SessionState
from lazyit.foundation.jobs.running import Run
from lazyit.kernel import clock


def plan_rows(run: Run) -> None:
    """Judge every row; the register stays as it is."""
    bench = Workbench(run.payload["session"], dry_run=True)
    if bench.session.state != SessionState.PLANNING:
        return
    done = 0
    for rows in bench.chunks():
        results = _planned(bench.importer, bench.drafts(rows))
        ImportRow.objects.write_results(
            (row.pk, RowState.INVALID if result.errors else RowState.VALID, result)
            for row, result in zip(rows, results, strict=True)
        )
        done += len(rows)
        run.progress(done)
    ImportSession.objects.filter(pk=bench.session.pk, state=SessionState.PLANNING).update(
        state=SessionState.DRY_RUN, updated_at=clock.now()
    )


def _planned(importer: Importer, drafts: list[Draft]) -> list[RowResult]:
    readable = [draft for draft in drafts if not draft.errors]
    results = dict(zip((d.index for d in readable), importer.process(readable), strict=True))
    return [results.get(draft.index) or RowResult.invalid(draft) for draft in drafts]
