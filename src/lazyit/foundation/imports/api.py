"""/api/imports"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from lazyit.foundation.imports import actions
from lazyit.foundation.imports.access import get_session, kind_of
from lazyit.foundation.imports.errors_file import error_lines
from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.imports.rows import record_row, result_row, session_row
from lazyit.foundation.imports.schemas import MappingIn
from lazyit.foundation.imports.uploads import uploaded_file
from lazyit.foundation.listing import csv
from lazyit.foundation.rest.answers import answer
from lazyit.foundation.rest.authentication import ApiRequest, needs
from lazyit.kernel.errors import Invalid

router = Router(tags=["imports"])
ROUTERS = (("/imports", router),)
RUN = needs("import:run", people_only=True)
MAX_ROWS = 200
_MULTIPART: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "entity"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "entity": {"type": "string", "example": "assets"},
                    },
                }
            }
        },
    }
}


@router.post("", auth=RUN, openapi_extra=_MULTIPART)
def create_import(request: ApiRequest) -> HttpResponse:
    """Upload a CSV file; it is read in the background."""
    file = uploaded_file(request)
    session = actions.upload_file(
        actor=request.auth,
        kind=request.POST.get("entity", ""),
        file_name=file.name or "",
        content=file.read(),
    )
    return answer({"sessionId": session.id}, status=202)


@router.get("/{opaque:session_id}", auth=RUN)
def read_import(
    request: ApiRequest, session_id: str, limit: int = 50, offset: int = 0
) -> HttpResponse:
    """Return the session and a page of its rows."""
    session = get_session(request.auth, session_id)
    rows = _rows(session, limit, offset)
    return answer({**session_row(session), "rows": rows})


def _rows(session: ImportSession, limit: int, offset: int) -> dict[str, Any]:
    if not 1 <= limit <= MAX_ROWS:
        raise Invalid.field("limit", _("Use a number from 1 to 200."), code="out_of_range")
    if not 0 <= offset <= 2_147_483_647:
        raise Invalid.field("offset", _("Use a number from 0."), code="out_of_range")
    kind, rows = kind_of(session), session.rows.order_by("index")
    items = [record_row(kind, row) for row in rows[offset : offset + limit]]
    return {"items": items, "total": session.row_count, "limit": limit, "offset": offset}


@router.post("/{opaque:session_id}/mapping", auth=RUN)
def map_import(request: ApiRequest, session_id: str, body: MappingIn) -> HttpResponse:
    """Decide where each column goes."""
    session = actions.set_mapping(actor=request.auth, session_id=session_id, mapping=body.mapping())
    return answer(session_row(session))


@router.post("/{opaque:session_id}/dry-run", auth=RUN)
def plan_import(request: ApiRequest, session_id: str) -> HttpResponse:
    """Say in the background what would happen to every row."""
    session = actions.start_dry_run(actor=request.auth, session_id=session_id)
    return answer(session_row(session), status=202)


@router.post("/{opaque:session_id}/commit", auth=RUN)
def commit_import(request: ApiRequest, session_id: str) -> HttpResponse:
    """Import the valid rows in the background, or go on where it stopped."""
    session = actions.start_commit(actor=request.auth, session_id=session_id)
    return answer(session_row(session), status=202)


@router.get("/{opaque:session_id}/result", auth=RUN)
def read_result(request: ApiRequest, session_id: str) -> HttpResponse:
    """Return what the import did; null until it has ended."""
    return answer(result_row(get_session(request.auth, session_id)))


@router.get("/{opaque:session_id}/errors", auth=RUN)
def download_errors(request: ApiRequest, session_id: str) -> StreamingHttpResponse:
    """Stream the rows with errors or warnings, with their original values."""
    session = get_session(request.auth, session_id)
    return csv.response(
        error_lines(session), name="import-errors", version=settings.INSTANCE.app_version
    )


@router.delete("/{opaque:session_id}", auth=RUN)
def discard_import(request: ApiRequest, session_id: str) -> HttpResponse:
    """Give up: before a commit nothing remains; during one, what is written stays."""
    actions.discard_session(actor=request.auth, session_id=session_id)
    return HttpResponse(status=204)
