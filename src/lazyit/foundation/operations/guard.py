"""Whether a role may start: only on a committed schema of its own, with the database's keys."""

from __future__ import annotations

import sys

import django
from django.apps import apps
from django.conf import settings

from lazyit.foundation.operations import ciphertexts, keyring, schema
from lazyit.foundation.operations.standing import Release, Standing, connected, read
from lazyit.instance import ways
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.settings import SettingsError


def refuse_unless_ready(role: str) -> None:
    """End this process with the reason unless the database is ready for a role; writes nothing.

    Exit 3 where starting again would change nothing, 1 where the database did not answer.
    """
    try:
        judge()
    except SettingsError as error:
        print(f"lazyit: {role} does not start. {_unusable(error)}", file=sys.stderr)
        sys.exit(RefusedError.code)
    except InstanceError as error:
        print(f"lazyit: {role} does not start. {error}", file=sys.stderr, flush=True)
        sys.exit(error.code)


def _unusable(error: SettingsError) -> RefusedError:
    file = ways.environment_file()
    return RefusedError(str(error), go_on=f"an editor on {file}, then {ways.start()}")


def judge() -> Release | None:
    """Raise what stands in the way; return the release."""
    with connected(settings.INSTANCE.database) as connection:
        standing = read(connection.cursor())
    _judge_release(standing)
    _judge_sign_in(standing)
    found = keyring.states(settings.INSTANCE.keys, standing)
    keyring.refuse_wrong(found)
    keyring.refuse_missing(found, _is_needed)
    keyring.refuse_new(found)
    return standing.release


def is_settled() -> bool:
    """Say whether ``migrate`` would have nothing to do; without loading the application."""
    try:
        release = judge()
    except RefusedError:
        return False
    own = (settings.INSTANCE.app_version, settings.INSTANCE.git_sha)
    return release is not None and (release.version, release.git_sha) == own


def _judge_release(standing: Standing) -> None:
    release = standing.release
    own = schema.migrations_of(settings.INSTALLED_APPS)
    if newer := standing.applied - own:
        raise _older_than_database(release, newer)
    if release is None:
        words = (
            "was never brought"
            if not standing.applied
            else "is of an earlier version, not yet brought"
        )
        raise RefusedError(f"The database {words} to this version.", go_on=ways.migrate())
    if not release.is_committed and not _is_in_probation(release):
        raise _half_way(release)
    if release.schema_identity != schema.identity_of(own):
        raise _newer_than_database(release, own - standing.applied)


def _is_in_probation(release: Release) -> bool:
    """Say whether this process was started by the upgrade that is trying this release."""
    return release.run is not None and release.run == settings.INSTANCE.run


def _half_way(release: Release) -> RefusedError:
    return RefusedError(
        f"Migrating this database, which was at version {release.version}, began and did not end.",
        touched="Migrations that had succeeded stay applied.",
        go_on=ways.verb("upgrade", "resume") if release.run else ways.migrate(),
    )


def _older_than_database(release: Release | None, unknown: frozenset[str]) -> RefusedError:
    version = release.version if release else "a later version"
    return RefusedError(
        f"This is lazyit {settings.INSTANCE.app_version}, and the database was brought to "
        f"{version}: {_some(unknown)} not known here. Older code never starts on a newer schema.",
        go_on=f"lazyit {version} again, or a restored backup of before",
    )


def _newer_than_database(release: Release, pending: frozenset[str]) -> RefusedError:
    return RefusedError(
        f"The database is at version {release.version} and this is lazyit "
        f"{settings.INSTANCE.app_version}: {_some(pending)} pending.",
        go_on=ways.migrate(),
    )


def _some(migrations: frozenset[str]) -> str:
    first, *others = sorted(migrations) or ["other migrations"]
    return f"{first} and {len(others)} more are" if others else f"{first} is"


def _judge_sign_in(standing: Standing) -> None:
    mode = settings.INSTANCE.auth_mode
    if standing.auth_mode in (None, mode):
        return
    raise RefusedError(
        f"AUTH_MODE is {mode}, but this instance was set up with {standing.auth_mode}. It cannot "
        f"be changed once people exist.",
        go_on=f"AUTH_MODE={standing.auth_mode} in {ways.environment_file()}, then {ways.start()}",
    )


def _is_needed(name: str) -> bool:
    """Say whether something is sealed with a key; only the loaded application knows where."""
    if not apps.ready:
        django.setup()
    return ciphertexts.exist(name)
