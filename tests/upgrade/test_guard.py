"""A role starts only on its own committed schema and with the database's keys."""

from __future__ import annotations

import base64
import re
import time

import pytest

from tests.upgrade.conftest import KEY, RIGHT, WRONG
from tests.upgrade.databases import Database, url_of

OTHER = "WORKFLOW_SECRET_KEY"
IDENTITY = r"[0-9a-f]{16}"


def test_a_ready_database_lets_a_role_become_its_command(now: Database) -> None:
    done = now.run("lazyit.config.guard", "web", "/bin/echo", "served")
    assert done.stdout == "served\n"


def test_the_same_key_in_another_spelling_is_the_same_key(now: Database) -> None:
    now.guard(given={KEY: base64.b64encode(bytes.fromhex(RIGHT)).decode()})


def test_a_wrong_key_is_refused_by_identity_within_five_seconds(now: Database) -> None:
    with now.unchanged():
        begin = time.monotonic()
        refused = now.guard(code=3, given={KEY: WRONG}).stderr
        assert time.monotonic() - begin < 5
    assert re.search(rf"{KEY} .* expected .* identity {IDENTITY}, found {IDENTITY}", refused)
    assert WRONG not in refused
    assert RIGHT not in refused


def test_a_missing_key_is_refused_while_something_is_sealed_with_it(now: Database) -> None:
    with now.unchanged():
        refused = now.guard(code=3, given={KEY: ""}).stderr
    assert re.search(rf"{KEY} is missing.*identity {IDENTITY}, found none", refused)
    now.do("DELETE FROM mfa_authenticator")
    now.guard(given={KEY: ""})


@pytest.mark.parametrize("short", [RIGHT[:62], RIGHT[:32], "a" * 31])
def test_a_short_key_is_refused_by_the_length_found(now: Database, short: str) -> None:
    with now.unchanged():
        refused = now.guard(code=3, given={KEY: short}).stderr
    assert f"{KEY}: has {len(short)} characters" in refused
    assert short not in refused


def test_swapped_keys_are_both_named(now: Database) -> None:
    both = {KEY: RIGHT, OTHER: WRONG}
    now.migrate(given=both)
    now.guard(given=both)
    with now.unchanged():
        refused = now.guard(code=3, given={KEY: WRONG, OTHER: RIGHT}).stderr
    assert f"{KEY} is not the key" in refused
    assert f"{OTHER} is not the key" in refused


def test_a_key_that_migrate_has_not_seen_is_refused(now: Database) -> None:
    with now.unchanged():
        assert f"not taken note of {OTHER}" in now.guard(code=3, given={OTHER: WRONG}).stderr


def test_workflows_without_their_key_are_refused_by_name(now: Database) -> None:
    with now.unchanged():
        refused = now.guard(code=3, WORKFLOW_ENGINE_ENABLED="true").stderr
    assert f"{OTHER}: missing" in refused


def test_an_older_version_does_not_start_on_a_newer_schema(now: Database) -> None:
    now.do(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('assets', '0099_x', now())",
        "UPDATE instance_release SET version = '7.0.0', schema_identity = 'of 7.0.0'",
    )
    with now.unchanged():
        refused = now.guard(code=3).stderr
    assert "brought to 7.0.0: assets.0099_x is not known here" in refused
    assert "lazyit 7.0.0 again" in refused


def test_a_newer_version_does_not_start_on_an_older_schema(now: Database) -> None:
    now.do(
        "DELETE FROM django_migrations WHERE name = '0005_archived_index'",
        "UPDATE instance_release SET version = '0.1.9', schema_identity = 'of 0.1.9'",
    )
    with now.unchanged():
        refused = now.guard(code=3, LAZYIT_DATA="/srv/it").stderr
    assert "at version 0.1.9" in refused
    assert "assets.0005_archived_index is pending" in refused
    assert "Go on with: lazyit migrate --data /srv/it" in refused


def test_the_mode_of_sign_in_cannot_change(now: Database) -> None:
    now.do("UPDATE operations_instance SET auth_mode = 'oidc', configured_at = now()")
    with now.unchanged():
        refused = now.guard(code=3).stderr
    assert "AUTH_MODE is local, but this instance was set up with oidc" in refused


def test_a_wrong_database_or_password_is_refused_at_once(now: Database) -> None:
    begin = time.monotonic()
    refused = now.guard(code=3, DATABASE_URL=url_of("nowhere")).stderr
    assert '"nowhere" does not exist' in refused
    wrong = re.sub(r":[^:@]+@", ":wrong@", url_of(now.name))
    assert "password authentication failed" in now.guard(code=3, DATABASE_URL=wrong).stderr
    assert time.monotonic() - begin < 10


def test_the_worker_asks_as_well(now: Database) -> None:
    with now.unchanged():
        stopped = now.run(
            "celery", "-A", "lazyit.config.queue", "report", code=3, given={KEY: WRONG}
        )
    assert f"worker does not start. {KEY} is not the key" in stopped.stderr


def test_the_application_asks_as_well(now: Database) -> None:
    refused = now.run("lazyit.config.wsgi", code=3, LAZYIT_ROLE="web", given={KEY: WRONG})
    assert f"web does not start. {KEY} is not the key" in refused.stderr
