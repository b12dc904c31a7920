"""Random calls of every operation, made from the OpenAPI document, as an administrator."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as limits
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.core import NOT_SET

from lazyit.config.wsgi import application
from lazyit.foundation.accounts.models import Person
from tests.api import surface
from tests.builders import signed_in

EXAMPLES = int(os.environ.get("LAZYIT_FUZZ_EXAMPLES", "12"))  # of each operation
ENOUGH = 0.6  # of the operations must succeed at least once
SEED = int(os.environ.get("LAZYIT_FUZZ_SEED", random.SystemRandom().randrange(2**32)))


class Caller:
    """An administrator who calls, each time in a transaction that is taken back."""

    def __init__(self, admin: Person, ids: dict[str, str]) -> None:
        self.ids = ids
        self.crashes: list[str] = []
        cookie = signed_in(admin).cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = {settings.SESSION_COOKIE_NAME: cookie, "csrftoken": "c" * 32}

    def call(self, case: Any, *, real_ids: bool) -> int:
        """Send a case and return the status; with real ids wherever an id is asked for."""
        if case.body is not NOT_SET and real_ids:
            case.body = self._with_real_ids(case.body)
        with transaction.atomic():
            answer = case.call(headers={"X-CSRFToken": "c" * 32}, cookies=self.cookies)
            transaction.set_rollback(True)
        if answer.status_code >= 500 or (answer.status_code >= 400 and not code_of(answer)):
            self.crashes.append(f"{case.as_curl_command()}\n{answer.text[:500]}")
        return int(answer.status_code)

    def _with_real_ids(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._with_real_ids(item, key) for key, item in value.items()}
        if name == "ids":
            return [self.ids["asset_id"]]
        return self.ids.get(surface.snake(name), value)


def code_of(answer: Any) -> str | None:
    """Return the stable code of a refusal, or None if it is not one of ours."""
    is_json = answer.headers["content-type"][0].startswith("application/json")
    return answer.json().get("code") if is_json else None


@pytest.fixture
def caller(admin: Person, same_connection: None) -> Caller:
    return Caller(admin, surface.world(admin))


@pytest.fixture
def same_connection() -> Iterator[None]:
    """Let requests run inside the test's transaction, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_random_calls_never_crash_and_mostly_succeed(caller: Caller) -> None:
    print(f"LAZYIT_FUZZ_SEED={SEED}")
    document = schemathesis.openapi.from_dict(without_security(surface.document()))
    document.app = application
    found = [cast("Any", result).ok() for result in document.get_all_operations()]
    statuses = {f"{o.method.upper()} {o.path}": statuses_of(o, caller) for o in found}
    assert not caller.crashes, "\n".join(caller.crashes[:20])
    failed = {name: found for name, found in statuses.items() if not any(s < 300 for s in found)}
    print("Never succeeded:", *(f"{n} {sorted(set(f))}" for n, f in failed.items()), sep="\n  ")
    assert len(failed) <= (1 - ENOUGH) * len(statuses)


def without_security(value: Any) -> Any:
    """Leave out how callers authenticate: the session's cookie does it."""
    if isinstance(value, dict):
        return {k: without_security(v) for k, v in value.items() if not k.startswith("security")}
    return [without_security(item) for item in value] if isinstance(value, list) else value


def statuses_of(operation: Any, caller: Caller) -> list[int]:
    """Call one operation many times; return what it answered."""
    known = {p.name: caller.ids[p.name] for p in operation.path_parameters if p.name in caller.ids}
    found: list[int] = []

    @seed(SEED)
    @limits(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(path_parameters=known or None), real_ids=st.booleans())
    def attempt(case: Any, real_ids: bool) -> None:
        found.append(caller.call(case, real_ids=real_ids))

    try:
        attempt()
    except Unsatisfiable:
        pytest.fail(f"No call can be made of {operation.label}")
    return found
