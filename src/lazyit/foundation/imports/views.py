"""/imports: upload, mapping, preview, progress, result."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.imports import accounting, actions
from lazyit.foundation.imports.access import get_session, kind_of, own_sessions, runs
from lazyit.foundation.imports.errors_file import error_lines
from lazyit.foundation.imports.kinds import all_kinds
from lazyit.foundation.imports.mapping import Mapping
from lazyit.foundation.imports.mapping_form import (
    DATE_ORDERS,
    MappingForm,
    read_mapping,
    with_custom_fields,
    with_decisions,
)
from lazyit.foundation.imports.models import ImportSession, SessionState
from lazyit.foundation.imports.presenting import (
    column_lines,
    effect_lines,
    file_facts,
    problem_groups,
    row_page,
    unknown_values,
)
from lazyit.foundation.imports.rows import earlier_runs, problem_of
from lazyit.foundation.imports.uploads import uploaded_file
from lazyit.foundation.listing import csv
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import DomainError, Invalid, NotFound

may_import = requires("import:run", people_only=True)
WAITING = {
    SessionState.PENDING,
    SessionState.PARSING,
    SessionState.PLANNING,
    SessionState.COMMITTING,
}


@may_import
@require_http_methods(["GET", "POST"])
def index(request: SignedRequest) -> HttpResponse:
    """Take in a file; list what is under way and what was imported."""
    refusal = None
    if request.method == "POST":
        try:
            return redirect("imports:session", _upload(request).id)
        except NotFound:
            raise
        except DomainError as error:
            refusal = error
    context = {
        "kinds": all_kinds(),
        "refusal": refusal,
        "sessions": own_sessions(request.actor),
        "runs": runs(request.actor),
        "max_megabytes": settings.INSTANCE.max_import_bytes // 2**20,
        "max_rows": settings.INSTANCE.max_import_rows,
    }
    return render(request, "imports/index.html", context, status=refusal.status if refusal else 200)


def _upload(request: SignedRequest) -> ImportSession:
    file = uploaded_file(request)
    return actions.upload_file(
        actor=request.actor,
        kind=request.POST.get("entity", ""),
        file_name=file.name or "",
        content=file.read(),
    )


@may_import
@require_GET
def show(request: SignedRequest, session_id: str) -> HttpResponse:
    """Show the step at which an import stands."""
    session = get_session(request.actor, session_id)
    again = request.GET.get("step") == "mapping" and session.status == SessionState.DRY_RUN
    if again or session.status in (SessionState.PARSED, SessionState.MAPPED):
        return _mapping_page(request, session, session.decided())
    if session.status in WAITING or session.can_resume:
        return render(request, "imports/waiting.html", _waiting(session))
    if session.status == SessionState.DRY_RUN:
        return render(request, "imports/preview.html", _preview(request, session))
    if session.status == SessionState.COMMITTED:
        return render(request, "imports/result.html", _result(request, session))
    return render(request, "imports/failed.html", _failed(session))


@may_import
@require_GET
def progress(request: SignedRequest, session_id: str) -> HttpResponse:
    """Answer how far the background work is; once it has ended, reload the page."""
    session = get_session(request.actor, session_id)
    if session.status not in WAITING:
        return HttpResponse(headers={"HX-Redirect": reverse("imports:session", args=[session.id])})
    return render(request, "imports/progress.html", _waiting(session))


@may_import
@require_POST
def map_columns(request: SignedRequest, session_id: str) -> HttpResponse:
    """Take the mapping and start the dry run."""
    session = get_session(request.actor, session_id)
    mapping = read_mapping(session, request.POST)
    if "custom-all" in request.POST:
        return _mapping_page(request, session, with_custom_fields(session, mapping))
    return _map_and_plan(request, session, mapping)


@may_import
@require_POST
def decide(request: SignedRequest, session_id: str) -> HttpResponse:
    """Take decisions about unknown values and check again."""
    session = get_session(request.actor, session_id)
    return _map_and_plan(request, session, with_decisions(session.decided(), request.POST))


@may_import
@require_POST
def commit(request: SignedRequest, session_id: str) -> HttpResponse:
    """Import the rows, or go on importing them."""
    actions.start_commit(actor=request.actor, session_id=session_id)
    return redirect("imports:session", session_id)


@may_import
@require_POST
def discard(request: SignedRequest, session_id: str) -> HttpResponse:
    """Give up an import, or stop one that is being written."""
    committing = get_session(request.actor, session_id).state == SessionState.COMMITTING
    actions.discard_session(actor=request.actor, session_id=session_id)
    if committing:
        notify(request, _("The import stops; what is imported stays."))
        return redirect("imports:session", session_id)
    notify(request, _("The import was discarded; nothing of it was kept."))
    return redirect("imports:index")


@may_import
@require_GET
def errors(request: SignedRequest, session_id: str) -> StreamingHttpResponse:
    """Download the rows with errors or warnings, with their original values."""
    session = get_session(request.actor, session_id)
    version = settings.INSTANCE.app_version
    return csv.response(error_lines(session), name="import-errors", version=version)


def _map_and_plan(request: SignedRequest, session: ImportSession, mapping: Mapping) -> HttpResponse:
    try:
        actions.set_mapping(actor=request.actor, session_id=session.id, mapping=mapping)
    except Invalid as refusal:
        return _mapping_page(request, session, mapping, refusal)
    actions.start_dry_run(actor=request.actor, session_id=session.id)
    return redirect("imports:session", session.id)


def _mapping_page(
    request: SignedRequest, session: ImportSession, mapping: Mapping, refusal: Invalid | None = None
) -> HttpResponse:
    form = MappingForm(session, kind_of(session), mapping)
    if refusal:
        form.refuse(refusal)
    context = {
        "session": session,
        "form": form,
        "facts": file_facts(session),
        "date_orders": DATE_ORDERS,
        "earlier": earlier_runs(session),
    }
    return render(request, "imports/mapping.html", context, status=400 if refusal else 200)


def _waiting(session: ImportSession) -> dict[str, Any]:
    job = session.job
    return {
        "session": session,
        "job": job,
        "problem": problem_of(session),
        "committing": session.state == SessionState.COMMITTING,
        "planning": session.state == SessionState.PLANNING,
    }


def _failed(session: ImportSession) -> dict[str, Any]:
    return {"session": session, "problem": problem_of(session)}


def _preview(request: SignedRequest, session: ImportSession) -> dict[str, Any]:
    counts = accounting.planned_rows(session)
    return {
        **_accounts(request, session),
        "counts": counts,
        "ready": counts["create"] + counts["update"] + counts["unchanged"],
        "facts": file_facts(session),
        "unknown": unknown_values(session),
        "earlier": earlier_runs(session),
    }


def _result(request: SignedRequest, session: ImportSession) -> dict[str, Any]:
    return {**_accounts(request, session), "run": session.run}


def _accounts(request: SignedRequest, session: ImportSession) -> dict[str, Any]:
    return {
        "session": session,
        "effects": effect_lines(session),
        "columns": column_lines(session),
        "errors": problem_groups(session, "errors"),
        "warnings": problem_groups(session, "warnings"),
        **row_page(session, request.GET),
    }
