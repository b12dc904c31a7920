"""Sessions and rows as the API answers them."""

from __future__ import annotations

from typing import Any

from lazyit.foundation.imports import accounting
from lazyit.foundation.imports.access import kind_of
from lazyit.foundation.imports.kinds import Kind
from lazyit.foundation.imports.mapping import Mapping
from lazyit.foundation.imports.models import ImportRow, ImportRun, ImportSession, SessionState
from lazyit.foundation.imports.problems import describe, refusal_text
from lazyit.kernel import clock

_PLANNED = (SessionState.DRY_RUN, SessionState.COMMITTING, SessionState.FAILED)


def session_row(session: ImportSession) -> dict[str, Any]:
    """Return everything about a session but its rows."""
    return {
        "id": session.id,
        "entity": session.kind,
        "status": str(session.status),
        "canResume": session.can_resume,
        "fileName": session.file_name,
        "fileSize": session.file_size,
        "sha256": session.sha256,
        "createdAt": clock.instant(session.created_at),
        "expiresAt": clock.instant(session.expires_at),
        "problem": problem_of(session),
        "progress": _progress(session),
        "shape": _shape(session) if session.columns else None,
        "mapping": mapping_row(session.decided()) if session.mapping else None,
        "plan": plan_row(session) if session.status in _PLANNED else None,
        "importedBefore": [run_row(run) for run in earlier_runs(session)],
    }


def earlier_runs(session: ImportSession) -> list[ImportRun]:
    """Return earlier imports of this very file."""
    runs = ImportRun.objects.filter(kind=session.kind, sha256=session.sha256)
    return list(runs.exclude(session_id=session.id).order_by("-id")[:5])


def run_row(run: ImportRun) -> dict[str, Any]:
    """Return one line of the ledger."""
    return {
        "runId": run.id,
        "at": clock.instant(run.created_at),
        "fileName": run.file_name,
        "counts": run.counts,
        "stopped": run.stopped,
    }


def mapping_row(mapping: Mapping) -> dict[str, Any]:
    """Return a mapping in the words of the wire."""
    stored = mapping.to_json()
    return {
        "columns": stored["columns"],
        "constants": stored["constants"],
        "dateOrders": stored["date_orders"],
        "values": stored["values"],
    }


def plan_row(session: ImportSession) -> dict[str, Any]:
    """Return what the dry run found."""
    kind = kind_of(session)
    return {
        "rows": accounting.planned_rows(session),
        "effects": accounting.account_effects(session),
        "columns": accounting.account_columns(session),
        "errors": groups(kind, session, "errors"),
        "warnings": groups(kind, session, "warnings"),
        "unknownValues": accounting.unknown_choices(session),
    }


def result_row(session: ImportSession) -> dict[str, Any] | None:
    """Return what an import did; None until it has ended."""
    if session.run is None:
        return None
    kind = kind_of(session)
    return {
        **run_row(session.run),
        "effects": accounting.account_effects(session),
        "columns": session.run.columns,
        "errors": groups(kind, session, "errors"),
        "warnings": groups(kind, session, "warnings"),
    }


def groups(kind: Kind, session: ImportSession, severity: str) -> list[dict[str, Any]]:
    """Return the rows' problems, grouped, each told by its first example."""
    return [
        {
            "code": group["problem"]["code"],
            "field": group["problem"]["field"],
            "message": describe(kind, group["problem"]),
            "count": group["count"],
            "lines": group["lines"],
            "values": [value for value in group["values"] if value],
        }
        for group in accounting.group_problems(session, severity)
    ]


def record_row(kind: Kind, row: ImportRow) -> dict[str, Any]:
    """Return one row with what is to become, or has become, of it."""
    return {
        "index": row.index,
        "line": row.line,
        "state": row.state,
        "action": row.action,
        "objectId": row.object_id if row.state == "COMMITTED" else None,
        "unassigned": row.unassigned,
        "effects": row.effects,
        "changes": row.changes,
        "errors": [_told(kind, problem) for problem in row.errors],
        "warnings": [_told(kind, problem) for problem in row.warnings],
        "cells": row.cells,
    }


def _told(kind: Kind, problem: dict[str, Any]) -> dict[str, str]:
    message = describe(kind, problem)
    return {"code": problem["code"], "field": problem["field"], "message": message}


def problem_of(session: ImportSession) -> dict[str, Any] | None:
    """Say why an import failed, if it did."""
    if session.problem:
        code, params = session.problem["code"], session.problem["params"]
        return {"code": code, "message": refusal_text(code, params)}
    if session.stalled and session.job and session.job.error:
        return {"code": "job_failed", "message": session.job.error}
    return None


def _progress(session: ImportSession) -> dict[str, Any] | None:
    job = session.job
    if job is None:
        return None
    return {"jobId": job.id, "state": job.state, "done": job.done, "total": job.total}


def _shape(session: ImportSession) -> dict[str, Any]:
    shape, text, damage = session.shape, session.shape["text"], session.shape["damage"]
    return {
        "records": session.row_count,
        "columns": [
            {"name": name, "filled": shape["filled"][name], "samples": shape["samples"][name]}
            for name in session.columns
        ],
        "encoding": text["encoding"],
        "mixedFromLine": text["mixed_line"],
        "bom": text["bom"],
        "delimiter": text["delimiter"],
        "preset": shape["preset"],
        "padded": damage["padded"],
        "cut": damage["cut"],
        "raggedFromLine": damage["first_line"],
        "blank": damage["blank"],
        "incompleteLine": damage["incomplete_line"],
    }
