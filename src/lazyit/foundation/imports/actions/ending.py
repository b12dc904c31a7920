"""Ends of a session: the ledger row, giving up, and the hourly sweep."""

from __future__ import annotations

from django.db import transaction

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.imports.access import get_session
from lazyit.foundation.imports.accounting import account_columns, account_rows, group_problems
from lazyit.foundation.imports.kinds import Problem
from lazyit.foundation.imports.models import LIFE, ImportRun, ImportSession, RowState, SessionState
from lazyit.foundation.jobs.actions import cancel_job
from lazyit.foundation.jobs.models import OPEN_STATES, JobState
from lazyit.kernel import clock


@transaction.atomic
def close_session(*, session_id: str, stopped: bool) -> ImportSession:
    """Write the permanent ledger row once everything that will happen has happened."""
    session = ImportSession.objects.select_for_update().defer("content").get(pk=session_id)
    if session.run_id:
        return session
    session.rows.filter(state__in=[RowState.PENDING, RowState.VALID]).update(
        state=RowState.SKIPPED, errors=[Problem("stopped").to_json()]
    )
    session.run = _ledger_row(session, stopped=stopped)
    session.state, session.updated_at = SessionState.COMMITTED, clock.now()
    session.expires_at = clock.now() + LIFE  # the result is there for a day, too
    session.save(update_fields=["run", "state", "updated_at", "expires_at"])
    return session


def _ledger_row(session: ImportSession, *, stopped: bool) -> ImportRun:
    # Codes and counts only: what the file said stays out of the permanent record.
    problems = [
        {
            "code": group["problem"]["code"],
            "field": group["problem"]["field"],
            "count": group["count"],
        }
        for severity in ("errors", "warnings")
        for group in group_problems(session, severity)
    ]
    return ImportRun.objects.create(
        session_id=session.id,
        kind=session.kind,
        person_id=session.person_id,
        file_name=session.file_name,
        sha256=session.sha256,
        counts=account_rows(session),
        columns=account_columns(session),
        problems=problems,
        stopped=stopped,
    )


@transaction.atomic
def discard_session(*, actor: Actor, session_id: str) -> None:
    """Give up an import: what a commit has written stays, the rest is left out and told.

    Before and after a commit the session is deleted; the ledger keeps what was done.
    """
    session = get_session(actor, session_id, lock=True)
    job = session.job
    running = job is not None and job.state in OPEN_STATES
    if job is not None and running:
        job = cancel_job(actor=actor, job_id=job.id)
    if session.state != SessionState.COMMITTING:
        session.delete()
    elif job is None or job.state != JobState.RUNNING:
        close_session(session_id=session.id, stopped=True)


def sweep_sessions() -> int:
    """Delete the sessions whose day is over; return how many."""
    expired = list(ImportSession.objects.expired().defer("content"))
    for session in expired:
        if session.state == SessionState.COMMITTING:
            close_session(session_id=session.id, stopped=True)
        session.delete()
    return len(expired)
