"""Bringing the database to this version: one at a time, asked for where there is data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from lazyit.foundation.operations import actions, ciphertexts, keyring, schema
from lazyit.foundation.operations.standing import Standing, read
from lazyit.instance import ways
from lazyit.instance.failures import HalfwayError, RefusedError, UnguardedError

LOCK = "lazyit.migrate"
LOCK_TIMEOUT = "30s"  # for a migration that waits for somebody else's statement

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms data may be migrated, and who says at its end that all is well."""

    beside: str | None = None  # the closed copy of this database as it was
    run: str | None = None  # the upgrade for which this is done
    hold: bool = False  # the caller looks at the result first, and commits


def bring_forward(apply: Callable[[], None], say: Say, terms: Terms) -> None:
    """Apply what is pending and commit the release.

    Raises RefusedError before anything was touched, HalfwayError once something was.
    """
    with _one_at_a_time(say):
        with connection.cursor() as cursor:
            standing = read(cursor)
        pending = judge(standing, terms)
        if pending:
            _apply(apply, standing, terms.run)
            _refuse_unapplied(standing)
        sealed = actions.write_release(terms.run, is_committed=not terms.hold)
    if sealed:
        say(f"sealed {sealed} stored values with the new key")
    say(f"the database is at version {settings.INSTANCE.app_version}")


def judge(standing: Standing, terms: Terms) -> list[str]:
    """Return what is pending, or raise RefusedError where it must not be applied."""
    own = schema.migrations_of(settings.INSTALLED_APPS)
    if unknown := sorted(standing.applied - own):
        raise _older(standing, unknown)
    found = keyring.states(settings.INSTANCE.keys, standing)
    keyring.refuse_wrong(found)
    keyring.refuse_missing(found, ciphertexts.exist)
    _refuse_keys_that_open_nothing(found)
    pending = sorted(own - standing.applied)
    if pending and standing.has_data:
        _refuse_without_copy(terms.beside, len(pending))
    return pending


def _older(standing: Standing, unknown: list[str]) -> RefusedError:
    version = standing.release.version if standing.release else "a later version"
    return RefusedError(
        f"This is lazyit {settings.INSTANCE.app_version}, and the database was brought to "
        f"{version}: it has {len(unknown)} migrations that are not known here, such as "
        f"{unknown[-1]}.",
        go_on=f"lazyit {version} again, or a restored backup of before",
    )


def _refuse_keys_that_open_nothing(found: list[keyring.KeyState]) -> None:
    """A key without an identity must open what was sealed before: then it is the right one."""
    for state in found:
        if state.is_new and not ciphertexts.opens_one(
            state.name, settings.INSTANCE.keys[state.name]
        ):
            raise RefusedError(
                f"{state.name} does not open what is stored: found the key with the identity "
                f"{state.found}.",
                go_on=f"the former {state.name} put back in {ways.environment_file()}, then "
                f"{ways.migrate()}",
            )


def _refuse_without_copy(name: str | None, pending: int) -> None:
    """Data is changed only where it is kept as it was, in a database that nobody gets into."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datallowconn FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone()
    if found is None or found[0]:
        raise UnguardedError(
            f"{pending} migrations are pending, and this database holds data: they are applied "
            f"beside a copy of it only.",
            go_on=ways.migrate(),
        )


def _refuse_unapplied(standing: Standing) -> None:
    with connection.cursor() as cursor:
        applied = read(cursor).applied
    if left := sorted(schema.migrations_of(settings.INSTALLED_APPS) - applied):
        raise _half_way(RuntimeError(f"{left[0]} was not applied"), standing)


def _apply(apply: Callable[[], None], standing: Standing, run: str | None) -> None:
    if standing.release:
        actions.begin_release(run)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        apply()
    except Exception as error:
        raise _half_way(error, standing) from error
    finally:
        _forget_lock_timeout()


def _forget_lock_timeout() -> None:
    if connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def _half_way(error: Exception, standing: Standing) -> HalfwayError:
    before = f" It was at version {standing.release.version}." if standing.release else ""
    return HalfwayError(
        f"A migration failed: {str(error).strip() or type(error).__name__}",
        touched=f"In this database those before it stay applied, and no role starts on it.{before}",
        go_on=f"{ways.migrate()}, after the cause is mended",
    )


@contextmanager
def _one_at_a_time(say: Say) -> Iterator[None]:
    """Hold the lock of migrating; whoever comes second waits, and then finds nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [LOCK])
        if not cursor.fetchone()[0]:
            say("another migrate is at work; waiting for its end")
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [LOCK])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [LOCK])
