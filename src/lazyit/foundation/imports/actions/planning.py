"""The second background step: say what would happen to every row."""

from __future__ import annotations

from lazyit.foundation.imports.actions.rows import Workbench, refused
from lazyit.foundation.imports.kinds import Draft, Importer, RowResult
from lazyit.foundation.imports.models import ImportRow, ImportSession, RowState, SessionState
from lazyit.foundation.jobs.running import Run
from lazyit.kernel import clock
from lazyit.kernel.errors import DomainError


def plan_rows(run: Run) -> None:
    """Judge every row; the register stays as it is."""
    bench = Workbench(run.payload["session"], dry_run=True)
    if bench.session.state != SessionState.PLANNING:
        return
    done = 0
    for rows in bench.chunks():
        drafts = bench.drafts(rows)
        bench.importer.prepare([draft for draft in drafts if not draft.errors])
        results = [_planned(bench.importer, draft) for draft in drafts]
        ImportRow.objects.write_results(
            (row.pk, RowState.INVALID if result.errors else RowState.VALID, result)
            for row, result in zip(rows, results, strict=True)
        )
        done += len(rows)
        run.progress(done)
    ImportSession.objects.filter(pk=bench.session.pk, state=SessionState.PLANNING).update(
        state=SessionState.DRY_RUN, updated_at=clock.now()
    )


def _planned(importer: Importer, draft: Draft) -> RowResult:
    if draft.errors:
        return RowResult.invalid(draft)
    try:
        return importer.process(draft)
    except DomainError as refusal:
        return refused(draft, refusal)
