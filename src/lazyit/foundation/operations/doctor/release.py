"""The release that the database was brought to, against the one that runs."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import connection

from lazyit.foundation.operations import schema, standing
from lazyit.foundation.operations.standing import Standing
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor.findings import Finding, Words, _, failure, warning, well

NOT_AGAIN = _("This version does not start on this database again.")


def check() -> Iterable[Finding]:
    """Read the database's own word; a role would refuse to start on most of what is found here."""
    with connection.cursor() as cursor:
        found = standing.read(cursor)
    yield _broken(found) or _judged(found)


def _broken(found: Standing) -> Finding | None:
    own = schema.migrations_of(settings.INSTALLED_APPS)
    if found.applied - own:
        return _failure(_("The database was migrated by a later version."))
    if found.release is None:
        return _failure(_("The database has no word on its release."))
    if not found.release.is_committed:
        version = found.release.version
        return _failure(
            _("Migrating the database (at {version}) began and did not end.", version=version)
        )
    if own - found.applied:
        count = len(own - found.applied)
        return _failure(_("Migrations that are not applied: {count}.", count=count))
    return None


def _failure(what: Words) -> Finding:
    return failure("release", what, NOT_AGAIN, commands().lazyit("migrate --plan"))


def _judged(found: Standing) -> Finding:
    own, release = settings.INSTANCE.app_version, found.release
    if release and release.version != own:
        return warning(
            "release",
            _(
                "lazyit {own} runs, but the database was brought to {version}.",
                own=own,
                version=release.version,
            ),
            _("The schema is the same; a migration makes the database take note of the version."),
            commands().migrate(),
        )
    return well("release", _("lazyit {version} on its own schema.", version=own))
