"""Probes, the set-up wizard, and the instance page."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from lazyit.foundation.accounts import attempts, mode
from lazyit.foundation.accounts.addresses import client_address
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.sessions import open_browser_session
from lazyit.foundation.operations import (
    actions,
    backups,
    facts,
    health,
    release_notes,
    setup_proof,
    upgrades,
)
from lazyit.foundation.operations.configured import is_configured
from lazyit.foundation.operations.counts import all_counts
from lazyit.foundation.operations.doctor import examine
from lazyit.foundation.operations.doctor.telling import tell, title_of
from lazyit.foundation.operations.forms import SetUpCodeForm, SetUpForm
from lazyit.foundation.operations.posture import posture
from lazyit.foundation.operations.surroundings import commands
from lazyit.foundation.pages.dialogs import go, refused
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.rbac.requirements import public, requires
from lazyit.instance.doctor.findings import FAILURE, OK, WARNING, WORST_FIRST, Finding, worst
from lazyit.kernel.errors import DomainError

LABELS = {
    FAILURE: gettext_lazy("Failures"),
    WARNING: gettext_lazy("Warnings"),
    OK: gettext_lazy("In order"),
}
TONES = {"verified": "green", "failed": "red", "unverified": "slate hollow"}
STATES = {
    "verified": gettext_lazy("Verified"),
    "failed": gettext_lazy("Failed"),
    "unverified": gettext_lazy("Not verified"),
}


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


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "setup_code")
def set_up(request: HttpRequest) -> HttpResponse:
    """Make the first administrator and sign them in; over once there is one."""
    if is_configured():
        return redirect("/")
    if mode.provider_name():
        return _set_up_at_provider(request)
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _set_up(request, form)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notify(request, _("lazyit is set up. You are its first administrator."))
            return redirect("/")
    return render(request, "operations/set_up.html", {"form": form})


@requires("settings:manage")
@never_cache
@require_GET
def instance_page(request: SignedRequest) -> HttpResponse:
    """Show what the application knows of its own instance."""
    context = {
        "version": facts.version(),
        "instance": facts.instance(),
        "schema": facts.schema_identity(),
        "release": facts.release(),
        "keys": facts.keys(),
        "software": facts.software().items(),
        "counts": all_counts(),
        "administrators": facts.administrators(),
        "posture": posture(),
        "parts": [
            (_("Database"), health.database(), None),
            (_("Broker"), health.broker(), None),
            (_("Worker"), health.worker(), health.worker_seen()),
        ],
        "database_size": facts.database_size(),
        "disk": facts.disk(),
        "time_zone": settings.DISPLAY_TIME_ZONE,
    }
    return render(request, "operations/instance.html", context)


@requires("settings:manage")
@never_cache
@require_GET
def instance_health(request: SignedRequest) -> HttpResponse:
    """Show what the doctor finds, worst first; each visit looks anew."""
    found = examine(request.get_host())
    groups = [(level, LABELS[level], _entries(found, level)) for level in WORST_FIRST]
    context = {
        "level": worst(finding.level for finding in found),
        "groups": [group for group in groups if group[2]],
        "command": commands().bare("doctor"),
    }
    return render(request, "operations/health.html", context)


@requires("settings:manage")
@never_cache
@require_GET
def instance_backups(request: SignedRequest) -> HttpResponse:
    """Show the bundles: age, size, whether they were proven."""
    found = backups.bundles()
    context = {
        "bundles": [
            {
                **each,
                "made": datetime.fromisoformat(each["madeAt"]),
                "tone": TONES[each["state"]],
                "word": STATES[each["state"]],
            }
            for each in found or []
        ],
        "in_sight": found is not None,
        "overdue": found is not None and backups.is_overdue(found),
        "runs_here": backups.runs_here(),
        "command": commands().backup("create"),
        "list_command": commands().backup("list"),
    }
    return render(request, "operations/backups.html", context)


@requires("settings:manage")
@require_POST
def new_backup(request: SignedRequest) -> HttpResponse:
    """Enqueue a backup and lead to its job."""
    try:
        job = backups.ask_for_backup(actor=request.actor)
    except DomainError as refusal:
        return refused(request, "/settings/instance/backups", refusal.message)
    return go(request, f"/jobs/{job.pk}?next=/settings/instance/backups")


@requires("settings:manage")
@never_cache
@require_GET
def instance_updates(request: SignedRequest) -> HttpResponse:
    """Show the version that runs, how the next one comes, and the upgrades that there were."""
    context = {
        "version": facts.version(),
        "schema": facts.schema_identity(),
        "release": facts.release(),
        "runs": [
            {
                "run": run,
                "tone": upgrades.TONES.get(run.outcome, "slate"),
                "stages": upgrades.stages_of(run),
                "way_on": upgrades.way_on(run),
            }
            for run in upgrades.runs()
        ],
        "plan_command": commands().upgrade("plan"),
        "run_command": commands().upgrade("run"),
    }
    return render(request, "operations/updates.html", context)


@requires("settings:manage")
@require_GET
def instance_notes(request: SignedRequest) -> HttpResponse:
    """Show what changed, version by version, up to the one that runs."""
    return render(request, "operations/notes.html", {"versions": release_notes.versions()})


def _entries(found: list[Finding], level: str) -> list[dict[str, str]]:
    return [
        {**tell(finding), "title": title_of(finding.check)}
        for finding in found
        if finding.level == level
    ]


def _set_up_at_provider(request: HttpRequest) -> HttpResponse:
    """Ask for the setup code, then lead to the provider; who comes back from there is the one."""
    form = SetUpCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempts.count_setup(client_address(request))
            actions.check_setup_code(form.cleaned_data.get("setup_code"))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            setup_proof.remember(request)
            return redirect("set_up")
    context = {"form": form, "proved": setup_proof.is_given(request)}
    return render(request, "operations/set_up_at_provider.html", context)


def _set_up(request: HttpRequest, form: SetUpForm) -> None:
    attempts.count_setup(client_address(request))
    given = form.cleaned_data
    person = actions.set_up_instance(
        first_name=given["first_name"],
        last_name=given["last_name"],
        email=given["email"],
        password=given["password"],
        code=given.get("setup_code"),
    )
    open_browser_session(request, person)
