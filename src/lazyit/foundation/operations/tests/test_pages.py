from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.operations.actions import commit_release
from lazyit.foundation.operations.models import InstanceRelease, KeyIdentity
from tests.builders import make_administrator, make_member, signed_in

pytestmark = pytest.mark.django_db
FORM = {
    "first_name": "Ana",
    "last_name": "Luz",
    "email": "ana@example.org",
    "password": "Gr0ss-Quitte!",
    "setup_code": "ABCD-EFGH-2345",
}


@pytest.fixture(autouse=True)
def code_file(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "setup-code"
    file.write_text("ABCD-EFGH-2345\n")
    settings.INSTANCE = replace(settings.INSTANCE, setup_code_file=file)


@pytest.mark.parametrize("address", ["/sign-in", "/settings/instance", "/profile/security"])
def test_every_page_leads_to_set_up_first(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == "/setup"


def test_set_up_signs_in_and_is_over(client: Client) -> None:
    assert client.get("/setup").status_code == 200
    assert client.post("/setup", FORM)["Location"] == "/"
    assert client.get("/settings/instance").status_code == 200
    assert client.get("/setup")["Location"] == "/"
    assert Client().post("/setup", {**FORM, "email": "b@example.org"})["Location"] == "/"
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"setup_code": "wrong"}, "The setup code is not right."),
        ({"setup_code": ""}, "This field is required."),
        ({"password": "weak"}, "Use at least 8 characters."),
        ({"email": "x"}, "Enter a valid email address."),
    ],
)
def test_set_up_says_what_is_wrong(client: Client, change: dict[str, str], words: str) -> None:
    answer = client.post("/setup", {**FORM, **change})
    assert words in answer.content.decode()
    assert b"Gr0ss-Quitte!" not in answer.content
    assert not Person.objects.exists()


def test_the_instance_page_shows_facts_and_no_secrets(settings: Settings) -> None:
    admin = make_administrator(first_name="Ada", last_name="Admin")
    page = signed_in(admin).get("/settings/instance").content.decode()
    assert "Ada Admin" in page
    assert "Assignments" in page
    assert settings.INSTANCE.app_version in page
    for secret in (settings.SECRET_KEY, settings.SESSION_SIGNING_SECRET, "postgresql://"):
        assert secret not in page


def test_the_instance_page_shows_the_release_and_keys_by_identity(settings: Settings) -> None:
    commit_release()
    admin = make_administrator()
    key = KeyIdentity.objects.get(name="TWO_FACTOR_SECRET_KEY")
    page = signed_in(admin).get("/settings/instance").content.decode()
    for text in ("Database brought to", "Complete", "TWO_FACTOR_SECRET_KEY", key.identity):
        assert text in page
    assert settings.INSTANCE.keys["TWO_FACTOR_SECRET_KEY"].hex() not in page
    InstanceRelease.objects.update(state=InstanceRelease.MIGRATING)
    KeyIdentity.objects.all().delete()
    page = signed_in(admin).get("/settings/instance").content.decode()
    assert "Not finished" in page
    assert "No key has been given yet" in page


def test_the_instance_page_is_for_who_manages_settings() -> None:
    make_administrator()
    assert signed_in(make_member()).get("/settings/instance").status_code == 403
    assert Client().get("/settings/instance")["Location"].startswith("/sign-in")
