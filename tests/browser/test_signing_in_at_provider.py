"""Signing in at a provider that is somebody else's work: set-up, coming in, being kept out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from lazyit.foundation.accounts.actions import create_directory_person
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.operations.models import Instance
from lazyit.kernel import clock
from tests.browser.at_provider import ADA, everything, leave, look_at, make_somebody_else
from tests.browser.at_provider import settings_for as settings_at
from tests.browser.gestures import press
from tests.browser.serving import Product, serving
from tests.browser.visiting import Visitor
from tests.builders import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "ABCD-EFGH-2345"
SUBJECT = str(ADA["sub"])


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def product(
    provider: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    with django_db_blocker.unblock(), serving(folder, **settings_at(provider)) as product:
        yield product


@pytest.fixture(autouse=True)
def _ada(provider: str) -> None:
    tell(provider, given_name="Ada", family_name="Lovelace")


def tell(provider: str, subject: str = SUBJECT, **claims: Any) -> None:
    """Let the provider know somebody."""
    known = {**ADA, "groups": ["ADMIN"], "role": "ADMIN", **claims}
    del known["sub"]
    requests.put(f"{provider}/users/{subject}", json=known, timeout=10).raise_for_status()


def come_back(page: Page, subject: str = SUBJECT) -> int:
    """Sign in as a subject on the provider's own page; return how we answered in the end."""
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.abort())
    leave(page)
    page.get_by_placeholder("sub").fill(subject)
    with page.expect_navigation() as back:
        page.get_by_role("button", name="Authorize").click()
    return back.value.status if back.value else 0


def be_refused(visitor: Visitor, status: int, words: str, subject: str = SUBJECT) -> Page:
    """Sign in, be kept out in these words, and find that nothing has changed."""
    before = everything()
    page = visitor.page_of(None, "/sign-in")
    assert come_back(page, subject) == status
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    expect(page.get_by_role("main")).to_contain_text(words)
    assert everything() == before
    page.goto("/profile")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    return page


def test_the_first_administrator(fresh: Product, visitor: Visitor) -> None:
    fresh.setup_code_file.write_text(CODE)
    page = visitor.page_of(None, "/assets")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up lazyit")
    look_at(page, "provider-setup")
    page.get_by_label("Set-up code").fill("AAAA-AAAA-AAAA")
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_contain_text("setup code is not right")
    expect(page.get_by_role("link", name="Sign in with")).to_have_count(0)
    page.get_by_label("Set-up code").fill(CODE)
    press(page, "Go on")
    look_at(page, "provider-setup-proved")
    come_back(page)
    expect(page).to_have_url(f"{fresh.url}/")
    ada = Person.objects.get()
    assert (ada.email, ada.role, ada.external_id) == ("ada@example.com", "ADMIN", SUBJECT)
    assert not ada.has_usable_password()
    instance = Instance.objects.get()
    assert instance.auth_mode == "oidc"
    assert instance.configured_at is not None
    page.goto("/setup")
    expect(page).to_have_url(f"{fresh.url}/")


def test_coming_in_going_out_and_coming_again(fresh: Product, visitor: Visitor) -> None:
    make_somebody_else()
    page = visitor.page_of(None, "/assets?status=LOST")
    look_at(page, "provider-sign-in")
    assert page.get_by_role("main").get_by_role("link").all_inner_texts() == [
        "Sign in with localhost"
    ]
    assert page.get_by_role("textbox").count() == 0
    come_back(page)
    expect(page).to_have_url(f"{fresh.url}/assets?status=LOST")
    ada = Person.objects.get(external_id=SUBJECT)
    assert (ada.name, ada.role) == ("Ada Lovelace", "VIEWER")
    page.get_by_role("button", name="Account").click()
    press(page, "Sign out")
    page.goto("/profile")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    come_back(page)
    expect(page).to_have_url(f"{fresh.url}/profile")
    assert Person.objects.count() == 2


def test_passwords_and_second_steps_are_said_to_be_elsewhere(
    fresh: Product, visitor: Visitor
) -> None:
    root = make_somebody_else()
    page = visitor.page_of(root, "/profile/security")
    expect(page.get_by_role("main")).to_contain_text("You sign in at localhost.")
    look_at(page, "provider-security")
    page.goto("/people/new")
    for label, value in {"First name": "G", "Last name": "H", "E-mail": "g@example.com"}.items():
        page.get_by_label(label).fill(value)
    look_at_person(page)
    other = make_person(email="max@example.com")
    for address in ("/profile/password", f"/people/{other.pk}/reset-password"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 501
        expect(page.get_by_role("main")).to_contain_text("which keeps their passwords")
    look_at(page, "provider-no-password")
    visitor.complaints.clear()


def look_at_person(page: Page) -> None:
    press(page, "Create person")
    expect(page.get_by_role("heading", level=1)).to_have_text("G H")
    look_at(page, "provider-person")
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_text("Deactivate")).to_be_visible()
    assert page.get_by_text("Reset password").count() == 0


def test_a_directory_entry_becomes_an_account_by_its_verified_address(
    fresh: Product, visitor: Visitor, provider: str
) -> None:
    make_somebody_else()
    entry = create_directory_person(
        actor=Actor.system(), first_name="A.", last_name="L.", email="ada@example.com"
    )
    for word in (False, None, "yes", 1):
        tell(provider, email_verified=word)
        be_refused(visitor, 403, "does not vouch for the address ada@example.com")
    tell(provider, email_verified="true")
    page = visitor.page_of(None, "/sign-in")
    come_back(page)
    expect(page).to_have_url(f"{fresh.url}/")
    entry.refresh_from_db()
    assert (entry.external_id, entry.directory_only, entry.name) == (SUBJECT, False, "A. L.")
    assert PersonHistory.objects.get(event="LINKED").person_id == entry.pk


def test_a_changed_subject_is_never_bound_again(
    fresh: Product, visitor: Visitor, provider: str
) -> None:
    make_somebody_else()
    make_person(email="ada@example.com", external_id="who ada was")
    be_refused(visitor, 409, "is linked to ada@example.com already")


def test_a_changed_address_is_the_same_person(
    fresh: Product, visitor: Visitor, provider: str
) -> None:
    make_somebody_else()
    ada = make_person(email="ada@example.com", external_id=SUBJECT)
    tell(provider, email="root@example.com")
    page = visitor.page_of(None, "/sign-in")
    come_back(page)
    expect(page).to_have_url(f"{fresh.url}/")
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"


@pytest.mark.parametrize("subject", [SUBJECT, None])
def test_archived_and_inactive_people_stay_outside(
    fresh: Product, visitor: Visitor, subject: str | None
) -> None:
    make_somebody_else()
    ada = make_person(email="ada@example.com", external_id=subject)
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    be_refused(visitor, 401, "This account is inactive")
    Person.objects.filter(pk=ada.pk).update(is_active=True, deleted_at=clock.now())
    be_refused(visitor, 403, "This account is archived")


def test_an_administrator_of_the_command_line_is_linked(fresh: Product, visitor: Visitor) -> None:
    words = ("create", "--email", "ada@example.com", "--name", "Ada Lovelace")
    fresh.application.manage("admin", *words).run()
    assert Instance.objects.get().auth_mode == "oidc"
    page = visitor.page_of(None, "/sign-in")
    come_back(page)
    expect(page).to_have_url(f"{fresh.url}/")
    assert Person.objects.get().external_id == SUBJECT
    assert Person.objects.get().role == "ADMIN"
