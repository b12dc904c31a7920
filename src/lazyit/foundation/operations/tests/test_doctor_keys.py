"""What the doctor says of keys and of the release; each is made wrong for real."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from pytest_django import Settings

from lazyit.foundation.accounts.two_factor_secrets import KEY, TwoFactorAdapter
from lazyit.foundation.operations.actions import commit_release
from lazyit.foundation.operations.models import Instance, InstanceRelease, KeyIdentity
from lazyit.foundation.operations.tests.test_doctor import all_of, found
from lazyit.instance.keys import identity_of
from tests.builders import make_person

pytestmark = pytest.mark.django_db
RIGHT, WRONG = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture
def keyed(settings: Settings) -> Settings:
    """An instance that knows the right key, and a secret that is sealed with it."""
    settings.INSTANCE = replace(settings.INSTANCE, keys={KEY: RIGHT})
    instance, _made = Instance.objects.get_or_create(pk=1)
    identity = identity_of(KEY, str(instance.instance_id), RIGHT)
    KeyIdentity.objects.update_or_create(name=KEY, defaults={"identity": identity})
    add_device(TwoFactorAdapter().encrypt("JBSWY3DP"))
    return settings


def add_device(secret: str) -> None:
    Authenticator.objects.create(
        user=make_person(), type=Authenticator.Type.TOTP, data={"secret": secret}
    )


def give(settings: Settings, key: bytes | None) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, keys={KEY: key} if key else {})


def test_the_right_key_is_told_by_its_identity(keyed: Settings) -> None:
    finding = found("keys")
    assert finding["level"] == "ok"
    assert KeyIdentity.objects.get().identity in finding["what"]


def test_a_wrong_key_is_told_by_both_identities(keyed: Settings) -> None:
    give(keyed, WRONG)
    finding = found("keys")
    assert finding["level"] == "failure"
    expected = KeyIdentity.objects.get().identity
    given = identity_of(KEY, str(Instance.objects.get().instance_id), WRONG)
    assert expected in finding["what"]
    assert given in finding["what"]


def test_a_missing_key_is_found(keyed: Settings) -> None:
    give(keyed, None)
    findings = [f for f in all_of("keys") if f["level"] == "failure"]
    assert len(findings) == 1
    assert KEY in findings[0]["what"]


def test_a_key_that_the_database_does_not_know_is_found(settings: Settings) -> None:
    KeyIdentity.objects.all().delete()
    give(settings, RIGHT)
    assert found("keys")["level"] == "warning"


def test_secrets_without_a_key_are_found(settings: Settings) -> None:
    KeyIdentity.objects.all().delete()
    give(settings, None)
    assert found("keys")["level"] == "ok"
    add_device("JBSWY3DP")
    finding = found("keys")
    assert finding["level"] == "warning"
    assert "unencrypted" in finding["what"]
    assert finding["fix"].startswith('echo "TWO_FACTOR_SECRET_KEY=$(openssl rand -hex 32)" >> ')


def test_the_release_is_told() -> None:
    commit_release()
    assert found("release")["level"] == "ok"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM instance_release", "no word"),
        ("UPDATE instance_release SET state = 'migrating'", "did not end"),
        (
            "INSERT INTO django_migrations VALUES (9999, 'jobs', '9999_later', now())",
            "later version",
        ),
        ("DELETE FROM django_migrations WHERE name = '0002_cache_entries'", "not applied: 1"),
    ],
)
def test_a_release_that_does_not_fit_is_found(damage: str, words: str) -> None:
    commit_release()
    with connection.cursor() as cursor:
        cursor.execute(damage)
    finding = found("release")
    assert finding["level"] == "failure"
    assert words in finding["what"]
    assert "migrate --plan" in finding["fix"]


def test_an_older_word_on_the_same_schema_is_found() -> None:
    commit_release()
    InstanceRelease.objects.update(version="0.0.9")
    finding = found("release")
    assert (finding["level"], "0.0.9" in finding["what"]) == ("warning", True)
