"""/api/config/status, /api/config/csrf, /api/config/setup, /api/instance and /api/health"""

from __future__ import annotations

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import StringConstraints

from lazyit.foundation.accounts import attempts, mode, rows
from lazyit.foundation.accounts.addresses import client_address
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.schemas import Password
from lazyit.foundation.accounts.sessions import open_browser_session
from lazyit.foundation.jobs.api import job_body
from lazyit.foundation.operations import actions, backups, facts, health, setup_token, upgrades
from lazyit.foundation.operations.configured import is_configured
from lazyit.foundation.operations.doctor import examine
from lazyit.foundation.operations.doctor.telling import tell
from lazyit.foundation.rest.answers import answer
from lazyit.foundation.rest.authentication import ApiRequest, any_caller, needs
from lazyit.foundation.rest.schema import Body, Required100, Text
from lazyit.instance.doctor.findings import worst

config = Router(tags=["set-up"])
instance = Router(tags=["instance"])
probes = Router(tags=["health"])


class SetUp(Body):
    """The first administrator; the code is the one that the start of the instance printed.

    No password where people sign in at a provider.
    """

    first_name: Required100
    last_name: Required100
    email: Annotated[Text, StringConstraints(min_length=1, max_length=254)]
    password: Password | None = None
    setup_code: Annotated[str, StringConstraints(max_length=100)] | None = None


@config.get("/status", auth=None)
def read_status(request: HttpRequest) -> HttpResponse:
    """Say whether the instance has been set up, and what setting it up takes."""
    configured, local = is_configured(), mode.provider_name() is None
    status = {
        "isConfigured": configured,
        "adminCount": Person.objects.administrators().count(),
        "integrationMode": "local" if local else "generic-oidc",
        "authMode": settings.INSTANCE.auth_mode,
        "devMode": False,
        "requiresAdminPassword": local,
        "requiresSetupCode": settings.INSTANCE.setup_code_file is not None,
        "canProvisionAccounts": local,
        "csrfToken": None if configured else setup_token.fresh_token(),
    }
    return answer(status)


@config.get("/csrf", auth=None)
def read_csrf(request: HttpRequest) -> HttpResponse:
    """Return a token for the call that sets the instance up."""
    return answer({"csrfToken": setup_token.fresh_token()})


@config.post("/setup", auth=None)
def set_up(request: HttpRequest, body: SetUp) -> HttpResponse:
    """Make the first administrator; sign them in by cookie unless the provider does."""
    attempts.count_setup(client_address(request))
    setup_token.check_token(request.headers.get(setup_token.HEADER, ""))
    person = actions.set_up_instance(
        first_name=body.first_name,
        last_name=body.last_name,
        email=body.email,
        password=body.password,
        code=body.setup_code,
    )
    if mode.provider_name() is None:
        open_browser_session(request, person)
    return answer({"user": rows.own_row(person)}, status=201)


@instance.get("/version", auth=any_caller())
def read_version(request: HttpRequest) -> HttpResponse:
    """Return the release that runs."""
    return answer(facts.version())


@instance.get("/health", auth=needs("settings:manage"))
def read_health(request: HttpRequest) -> HttpResponse:
    """Return what the doctor finds, area by area; ``fix`` is a command of the host."""
    found = examine(request.get_host())
    level = worst(finding.level for finding in found)
    return answer({"level": level, "findings": [tell(finding) for finding in found]})


@instance.get("/backups", auth=needs("settings:manage"))
def list_backups(request: HttpRequest) -> HttpResponse:
    """List the bundles, newest first; ``inSight`` is false where the host alone sees them."""
    found = backups.bundles()
    return answer({"inSight": found is not None, "items": found or []})


@instance.post("/backups", auth=needs("settings:manage"))
def make_backup(request: ApiRequest) -> HttpResponse:
    """Enqueue a backup with its verification, and return the job."""
    return answer(job_body(backups.ask_for_backup(actor=request.auth)), status=201)


@instance.get("/upgrades", auth=needs("settings:manage"))
def list_upgrades(request: HttpRequest) -> HttpResponse:
    """List the upgrades, newest first, as the journals on the host tell them."""
    return answer({"items": [upgrades.as_data(run) for run in upgrades.runs()]})


@probes.get("/live", auth=None)
def live(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process runs; no session, no database."""
    return answer({"status": health.OK})


@probes.get("/ready", auth=None)
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database does not; the broker is reported but never gates."""
    status, checks = health.readiness()
    return answer(
        {"status": status, "checks": checks}, status=503 if status == health.ERROR else 200
    )


ROUTERS = (("/config", config), ("/instance", instance), ("/health", probes))
