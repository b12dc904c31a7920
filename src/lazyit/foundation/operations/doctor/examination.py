"""Every check of the application, in one list; one that breaks is told, never raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog
from django.db import transaction

from lazyit.foundation.operations import health
from lazyit.foundation.operations.doctor import (
    background,
    database,
    keys,
    reach,
    release,
    sandbox,
    setup,
    space,
    versions,
)
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor.areas import place_of
from lazyit.instance.doctor.findings import Finding, unknown

log = structlog.get_logger(__name__)
Make = Callable[[], Iterable[Finding]]

WITHOUT_DATABASE: dict[str, Make] = {
    "settings": reach.check_settings,
    "broker": background.check_broker,
    "disk": space.check_disk,
    "backups": space.check_backups,
    "proxy": reach.check_proxy,
    "certificate": reach.check_certificate,
    "sandbox": sandbox.check,
}
ON_THE_DATABASE: dict[str, Make] = {
    "keys": keys.check,
    "release": release.check,
    "worker": background.check_worker,
    "jobs": background.check_jobs,
    "components": versions.check,
    "setup": setup.check,
}


def examine(host: str | None = None) -> list[Finding]:
    """Make every check; ``host`` is what the browser of whoever asks has in its address bar."""
    found = _made("database", database.check)
    if health.database() == health.OK:
        found += [each for name, make in ON_THE_DATABASE.items() for each in _spared(name, make)]
    found += [each for name, make in WITHOUT_DATABASE.items() for each in _made(name, make)]
    found += _made("address", lambda: reach.check_address(host))
    return sorted(found, key=lambda finding: place_of(finding.check))


def _made(name: str, make: Make) -> list[Finding]:
    try:
        return list(make())
    except Exception as error:
        log.warning("doctor.check_failed", check=name, exc_info=True)
        return [unknown(name, error, commands().logs("web"))]


def _spared(name: str, make: Make) -> list[Finding]:
    """Make a check within a savepoint: a table that is missing must not spoil what follows."""

    def inside() -> list[Finding]:
        with transaction.atomic():
            return list(make())

    return _made(name, inside)
