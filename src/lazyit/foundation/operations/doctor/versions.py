"""The servers that run, against the programs that are installed for them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from lazyit.foundation.operations import health
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance import components
from lazyit.instance.doctor.findings import Finding, _, warning, well
from lazyit.instance.failures import RefusedError
from lazyit.instance.registry import COMPOSE

NUMBER = re.compile(r"\d+(?:\.\d+)+")
BUNDLED = "db"  # the database's host name in compose


def check() -> Iterable[Finding]:
    """Compare number by number; where a component is somebody else's, its number is only told."""
    running = {"PostgreSQL": _postgresql(), "Valkey": _valkey()}
    installed = {"PostgreSQL": _installed_postgresql(), "Valkey": _installed(components.valkey)}
    differing = [
        _differs(name, number, installed[name])
        for name, number in running.items()
        if number and installed[name] and number != installed[name]
    ]
    known = ", ".join(f"{name} {number}" for name, number in running.items() if number)
    yield from differing or [well("components", _("Running: {components}.", components=known))]


def _differs(name: str, running: str, installed: str | None) -> Finding:
    return warning(
        "components",
        _(
            "{name} {running} runs, but {installed} is installed.",
            name=name,
            running=running,
            installed=installed,
        ),
        _("It was replaced without a restart, or is not the one that lazyit was tested with."),
        commands().restart(),
    )


def _postgresql() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return _number(cursor.fetchone()[0])


def _valkey() -> str | None:
    if health.broker() != health.OK:
        return None
    address = str(settings.REDIS_URL)
    with redis.Redis.from_url(address, socket_timeout=health.BROKER_SECONDS) as client:
        told = client.info("server")
    return str(told.get("valkey_version") or told["redis_version"])


def _installed_postgresql() -> str | None:
    """In containers the client's tools come from the pinned server's own image."""
    if commands().kind == COMPOSE and settings.INSTANCE.database.host != BUNDLED:
        return None
    return _installed(lambda: components.postgres("pg_dump"))


def _installed(find: Callable[[], Path]) -> str | None:
    try:
        program = find()
    except RefusedError:
        return None
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return _number(done.stdout)


def _number(text: str) -> str | None:
    found = NUMBER.search(text)
    return found[0] if found else None
