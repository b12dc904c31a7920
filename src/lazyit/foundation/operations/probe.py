"""What a release on trial answers to the upgrade that tries it, and to nobody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lazyit.foundation.jobs.models import Job
from lazyit.foundation.jobs.registry import Kind, register
from lazyit.foundation.jobs.running import Run
from lazyit.foundation.operations import actions, keyring, schema
from lazyit.foundation.operations.actions.probe import JOB
from lazyit.foundation.operations.standing import read
from lazyit.foundation.rbac.requirements import public
from lazyit.instance.roles import PROBES
from lazyit.instance.upgrade import proof


def register_jobs() -> None:
    """Declare the work, in a queue that an upgrade's worker alone listens to."""
    register(Kind(JOB, gettext_lazy("Try an upgrade"), _answer, queue=PROBES))


def _answer(run: Run) -> dict[str, Any]:
    """Say who did the work."""
    run.progress(1, 1)
    return {"version": settings.INSTANCE.app_version}


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def probe(request: HttpRequest) -> HttpResponse:
    """Tell what this release is; take a job on, say how it went, and forget it."""
    given = request.headers.get(proof.HEADER, "")
    if not proof.is_given(settings.INSTANCE.auth_secret, settings.INSTANCE.run, given):
        raise Http404
    if request.method == "POST":
        return JsonResponse({"job": actions.ask_for_probe().id})
    if request.method == "DELETE":
        return JsonResponse({"forgotten": actions.forget_probes()})
    if job := request.GET.get("job"):
        return JsonResponse(_told(Job.objects.filter(pk=job, kind=JOB).first()))
    return JsonResponse(_facts())


def _told(job: Job | None) -> dict[str, Any]:
    if job is None:
        raise Http404
    return {"state": job.state, "error": job.error, "result": job.result}


def _facts() -> dict[str, Any]:
    with connection.cursor() as cursor:
        standing = read(cursor)
    own = schema.migrations_of(settings.INSTALLED_APPS)
    states = keyring.states(settings.INSTANCE.keys, standing)
    return {
        "version": settings.INSTANCE.app_version,
        "run": settings.INSTANCE.run,
        "state": standing.release.state if standing.release else None,
        "schema": standing.schema_identity == schema.identity_of(own),
        "wrongKeys": [state.name for state in states if state.is_wrong],
    }
