"""The database: whether it answers, its version and its size, and the client tools' version."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable

from django.db import connection

from lazyit.foundation.operations import facts, health
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance import components
from lazyit.instance.doctor.findings import Finding, Octets, _, failure, warning, well
from lazyit.instance.failures import RefusedError

TRIED = 18
OLDEST = 14  # of Django


def check() -> Iterable[Finding]:
    """Ask for a sign of life first; without one, nothing else can be asked."""
    if health.database() != health.OK:
        yield failure(
            "database",
            _("PostgreSQL does not answer."),
            _("Nobody is served."),
            commands().logs("postgres"),
        )
        return
    server = connection.cursor().connection.info.server_version // 10_000
    yield from _judged(server)
    yield from _client(server)


def _judged(server: int) -> Iterable[Finding]:
    look = commands().lazyit("version")
    if server < OLDEST:
        yield failure(
            "database",
            _(
                "PostgreSQL {version} is too old; at least {oldest} is needed.",
                version=server,
                oldest=OLDEST,
            ),
            _("What lazyit asks of it fails in places."),
            look,
        )
    elif server != TRIED:
        yield warning(
            "database",
            _("PostgreSQL {version} has not been tried; {tried} has.", version=server, tried=TRIED),
            _("Backups and upgrades are tested with that version alone."),
            look,
        )
    else:
        size = Octets(facts.database_size())
        yield well("database", _("PostgreSQL {version} with {size}.", version=server, size=size))


def _client(server: int) -> Iterable[Finding]:
    """pg_dump refuses a server that is newer than itself."""
    client = client_version()
    if client is None:
        yield warning(
            "database",
            _("PostgreSQL's client tools are not installed."),
            _("Backups are made with them."),
            commands().restart(),
        )
    elif client < server:
        yield failure(
            "database",
            _(
                "The client tools (PostgreSQL {client}) are older than the server ({server}).",
                client=client,
                server=server,
            ),
            _("They refuse to make backups of it."),
            commands().restart(),
        )


def client_version() -> int | None:
    """Return the major version of pg_dump, where there is one."""
    try:
        program = components.postgres("pg_dump")
    except RefusedError:
        return None
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+)\.", told.stdout)
    return int(found[1]) if found else None
