"""The start guard: keys and schemas"""

import re
import secrets
import time

import pytest

from tests.compose.operator import COMPOSE, UP_API, Operator
from tests.compose.production import Production
from tests.compose.watching import until_refused

KEY = "TWO_FACTOR_SECRET_KEY"
RELEASE = "SELECT * FROM instance_release"
KEYS = "SELECT name, identity FROM operations_keyidentity ORDER BY name"
APPLIED = "SELECT count(*) FROM django_migrations"
PATIENCE = 5.0
NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('assets', '9999_later', now())"


def standing(operator: Operator) -> tuple[str, ...]:
    """What only `migrate` writes."""
    return (operator.psql(RELEASE), operator.psql(KEYS), operator.psql(APPLIED))


def everything(operator: Operator) -> tuple[str, ...]:
    """What a refusal must leave alone, while nothing else runs."""
    counts = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"
    return (*standing(operator), operator.psql(counts))


def test_a_wrong_key_is_refused_in_five_seconds(operator: Operator, production: Production) -> None:
    """A wrong key is refused with both identities, and nothing is written"""
    right = operator.psql(f"SELECT identity FROM operations_keyidentity WHERE name = '{KEY}'")
    assert right, f"the database has not seen {KEY}"
    operator.asks(f"{COMPOSE} stop web api worker")
    before, value = everything(operator), secrets.token_hex(32)
    operator.transcript.note(f"`{KEY}` is another key of the right length.")
    operator.sets(**{KEY: value})
    operator.types(UP_API, code=None)
    assert KEY in until_refused(operator)
    for role in ("serve api", "serve web", "worker"):
        service = role.split()[-1]
        begin = time.monotonic()
        line = f"{COMPOSE} run --rm --no-deps -T {service} lazyit {role}"
        done = operator.types(f"{line} 2>&1", code=3)
        took = time.monotonic() - begin
        operator.transcript.measured(f"`{service}`: wrong key refused", f"{took:.1f} s", "5 s")
        assert took <= PATIENCE
        assert KEY in done.output
        assert right in done.output
        assert len(set(re.findall(r"\b[0-9a-f]{16}\b", done.output))) == 2
        assert value not in done.output
    assert everything(operator) == before
    production.restores_its_file()
    operator.types(UP_API)
    assert production.serves()


def test_older_code_never_starts_on_a_newer_schema(
    operator: Operator, production: Production
) -> None:
    """Older code never starts on a newer schema"""
    operator.asks(f"{COMPOSE} stop web api worker")
    operator.psql(NEWER)
    before = everything(operator)
    try:
        operator.transcript.note("The database knows a migration that this version does not.")
        for service, role in (("migrate", "migrate"), ("api", "serve api"), ("worker", "worker")):
            line = f"{COMPOSE} run --rm --no-deps -T {service} lazyit {role}"
            done = operator.types(f"{line} 2>&1", code=3)
            assert "9999_later" in done.output
        assert everything(operator) == before
    finally:
        operator.psql("DELETE FROM django_migrations WHERE name = '9999_later'")
    operator.types(f"{COMPOSE} up -d")
    assert production.serves()


@pytest.mark.parametrize("words", ["--plan", "--plan --json"])
def test_the_plan_is_shown_and_nothing_is_done(operator: Operator, words: str) -> None:
    before = standing(operator)
    operator.types(f"{COMPOSE} run --rm -T migrate lazyit migrate {words}")
    assert standing(operator) == before
