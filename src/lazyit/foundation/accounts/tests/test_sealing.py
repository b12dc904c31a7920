"""Secrets of two-step sign-in are sealed where there is a key, and read where there was none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from pytest_django import Settings

from lazyit.foundation.accounts import two_factor
from lazyit.foundation.accounts.actions import seal_two_factor_secrets
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.two_factor_secrets import KEY, sealed_secrets, secrets_of
from lazyit.kernel.sealing import Unreadable, seal, unseal
from tests.builders import make_person

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
MINE, OTHER = bytes(32), b"\1" * 32


def give_key(settings: Settings, key: bytes | None) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, keys={KEY: key} if key else {})


def turn_on(person: Person) -> list[str]:
    TOTP.activate(person, SECRET)
    return list(RecoveryCodes.activate(person).generate_codes())


def stored() -> list[str]:
    rows = Authenticator.objects.order_by("type")
    return [secret for row in rows for secret in secrets_of(row.data)]


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, list(counters())[1])))


def test_what_is_stored_is_sealed_and_codes_are_accepted(settings: Settings) -> None:
    give_key(settings, MINE)
    person = make_person()
    recovery = turn_on(person)
    assert SECRET not in "".join(stored())
    assert list(sealed_secrets()) == stored()[::-1]
    assert two_factor.accepts(person, code_now())
    assert two_factor.accepts(person, recovery[0])
    assert two_factor.codes_left(person) == len(recovery) - 1


def test_without_a_key_secrets_stay_as_they_are(settings: Settings) -> None:
    give_key(settings, None)
    person = make_person()
    turn_on(person)
    assert SECRET in stored()
    assert list(sealed_secrets()) == []
    assert two_factor.accepts(person, code_now())


def test_what_was_stored_plain_is_read_and_sealed_once(settings: Settings) -> None:
    give_key(settings, None)
    person = make_person()
    recovery = turn_on(person)
    used = Authenticator.objects.get(type="recovery_codes").data["used_mask"]
    give_key(settings, MINE)
    assert two_factor.accepts(person, recovery[1])
    assert seal_two_factor_secrets() == 2
    assert seal_two_factor_secrets() == 0
    assert SECRET not in "".join(stored())
    assert two_factor.accepts(person, code_now())
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] != used


def test_codes_that_were_brought_along_are_sealed_one_by_one(settings: Settings) -> None:
    give_key(settings, MINE)
    person = make_person()
    data = {"migrated_codes": ["11112222", "33334444"]}
    Authenticator.objects.create(user=person, type="recovery_codes", data=data)
    assert seal_two_factor_secrets() == 2
    assert two_factor.accepts(person, "33334444")
    assert not two_factor.accepts(person, "33334444")


@pytest.mark.parametrize(
    ("change", "key", "name"),
    [
        (lambda text: text, OTHER, "A"),
        (lambda text: text, MINE, "B"),
        (lambda text: text[:-2] + "AA", MINE, "A"),
        (lambda text: text[:20], MINE, "A"),
        (lambda text: "sealed:1:", MINE, "A"),
    ],
)
def test_only_the_same_key_under_the_same_name_opens_the_same_text(
    change: object, key: bytes, name: str
) -> None:
    sealed = seal("secret", key=MINE, name="A")
    assert unseal(sealed, key=MINE, name="A") == "secret"
    assert sealed != seal("secret", key=MINE, name="A")
    with pytest.raises(Unreadable):
        unseal(change(sealed), key=key, name=name)  # type: ignore[operator]
