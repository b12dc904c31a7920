"""Counting sign-ins in PostgreSQL, so that all processes count together and none forgets.

Each count is one statement. An attempt counts as failed before it is judged: many at once
cannot all slip through before the first failure is known.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.addresses import network_of
from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import Person, PersonHistory, SignInAttempt
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel import clock
from lazyit.kernel.errors import Throttled

FREE_FAILURES = 5
SIGN_INS_A_MINUTE = 10
SETUPS_A_MINUTE = 5
FORGOTTEN_AFTER = timedelta(hours=1)
KEPT = timedelta(days=1)

# Five failures are free; then one second, doubling to a quarter of an hour; an hour forgives.
_BEGIN = """
INSERT INTO accounts_signinattempt AS a (key, failures, window_started_at)
VALUES (%(key)s, 1, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN a.window_started_at < clock_timestamp() - interval '1 hour'
        THEN 1 ELSE a.failures + 1 END,
    locked_until = CASE WHEN a.failures >= %(free)s
            AND a.window_started_at >= clock_timestamp() - interval '1 hour'
        THEN clock_timestamp()
            + least(900, power(2, least(a.failures - %(free)s, 10))) * interval '1 second'
        END,
    window_started_at = clock_timestamp()
WHERE a.locked_until IS NULL OR a.locked_until <= clock_timestamp()
RETURNING failures
"""
_COUNT = """
INSERT INTO accounts_signinattempt AS a (key, failures, window_started_at)
VALUES (%(key)s, 1, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN a.window_started_at < clock_timestamp() - interval '1 minute'
        THEN 1 ELSE a.failures + 1 END,
    window_started_at = CASE WHEN a.window_started_at < clock_timestamp() - interval '1 minute'
        THEN clock_timestamp() ELSE a.window_started_at END
RETURNING failures
"""


def begin(person: Person) -> int | None:
    """Count an attempt to sign in as this person; None while the account is locked."""
    return _run(_BEGIN, key=_key(person), free=FREE_FAILURES)


def pretend() -> None:
    """Count for nobody: a name that no one has takes as long as one that somebody has."""
    _run(_COUNT, key="nobody")


def failed(person: Person, count: int) -> None:
    """Tell the person's history if this failure locked the account."""
    if count > FREE_FAILURES:
        PersonHistory.record(
            Actor.system(), person.pk, PersonEvent.SIGN_IN_LOCKED, {"failures": count}
        )


def take_back(person: Person) -> None:
    """Take back the attempt just counted, since it was no failure."""
    mine = SignInAttempt.objects.filter(pk=_key(person), failures__gt=0)
    mine.update(failures=F("failures") - 1, locked_until=None)


def forgive(person: Person) -> None:
    """Forget a person's failures, and whatever is too old to matter."""
    SignInAttempt.objects.filter(pk=_key(person)).delete()
    SignInAttempt.objects.filter(window_started_at__lt=clock.now() - KEPT).delete()


def of_person(person: Person) -> SignInAttempt | None:
    """Return a person's failures of the last hour, for administrators to see."""
    recent = SignInAttempt.objects.filter(window_started_at__gt=clock.now() - FORGOTTEN_AFTER)
    return recent.filter(pk=_key(person), failures__gt=0).first()


def count_sign_in(address: str) -> None:
    """Count a sign-in from an address; raise Throttled above ten a minute."""
    _throttle("sign-in", address, SIGN_INS_A_MINUTE)


def count_setup(address: str) -> None:
    """Count an attempt to set the instance up; raise Throttled above five a minute."""
    _throttle("setup", address, SETUPS_A_MINUTE)


def _throttle(purpose: str, address: str, allowed: int) -> None:
    count = _run(_COUNT, key=f"{purpose}:{network_of(address)}")
    if count is not None and count > allowed:
        raise Throttled(
            _("Too many attempts from your address. Wait a minute and try again."),
            details={"retryAfterSeconds": 60},
        )


def _key(person: Person) -> str:
    return f"person:{person.pk}"


def _run(statement: str, **parameters: str | int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
