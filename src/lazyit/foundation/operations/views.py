"""Probes, the set-up wizard, and the instance page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from lazyit.foundation.operations import health
from lazyit.foundation.rbac.requirements import public


@public
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process runs; no session, no database."""
    return JsonResponse({"status": health.OK})


@public
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database does not; the broker is reported but never gates."""
    status, checks = health.readiness()
    code = 503 if status == health.ERROR else 200
    return JsonResponse({"status": status, "checks": checks}, status=code)
