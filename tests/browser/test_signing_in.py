"""Who one is: wrong and right passwords, the second step, a password that was only lent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gestures import PASSWORD as OWN
from tests.browser.gestures import code_of, press, sign_in
from tests.browser.looking import WIDE, photograph, shape_of, violations_of
from tests.browser.serving import Product
from tests.browser.visiting import Visitor
from tests.builders import PASSWORD, make_administrator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def title_of(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def look_at(page: Page, name: str) -> None:
    """Look at a page that only a journey passes."""
    assert [*shape_of(page, "en"), *violations_of(page)] == []
    photograph(page, name, "light", "en", WIDE, "three")


def turn_second_step_on(page: Page) -> str:
    """Turn two-step sign-in on and return its secret."""
    page.goto("/profile/security")
    press(page, "Turn on")
    secret = str(page.locator(".second-step [data-value]").get_attribute("data-value"))
    page.get_by_label("Code that your application shows").fill(code_of(secret))
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Turn on")
    return secret


def test_a_wrong_password_is_refused_and_a_right_one_leads_on(
    fresh: Product, visitor: Visitor
) -> None:
    make_administrator(email="ada@example.com")
    page = visitor.page_of(None, "/assets?status=LOST")
    sign_in(page, "ada@example.com", "not it")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    expect(page.get_by_label("Password")).to_have_value("")
    sign_in(page, "ADA@example.com", PASSWORD)
    expect(page).to_have_url(f"{fresh.url}/assets?status=LOST")
    page.get_by_role("button", name="Account").click()
    press(page, "Sign out")
    page.goto("/assets")
    assert title_of(page) == "Sign in"


def test_the_second_step(fresh: Product, visitor: Visitor) -> None:
    ada = make_administrator(email="ada@example.com")
    page = visitor.page_of(ada, "/")
    secret = turn_second_step_on(page)
    codes = page.locator(".secret-value code")
    expect(codes).to_be_visible()
    look_at(page, "recovery-codes-once")
    recovery = codes.inner_text().split()[0]
    press(page, "I have kept them")
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    other = visitor.page_of(None, "/sign-in")
    sign_in(other, "ada@example.com", PASSWORD)
    expect(other.get_by_label("Code")).to_be_visible()
    look_at(other, "sign-in-code")
    other.get_by_label("Code").fill("000000")
    press(other, "Sign in")
    expect(other.get_by_role("alert")).to_contain_text("This code is not right")
    other.get_by_label("Code").fill(code_of(secret, ahead=1))
    press(other, "Sign in")
    expect(other).to_have_url(f"{fresh.url}/")
    third = visitor.page_of(None, "/sign-in")
    sign_in(third, "ada@example.com", PASSWORD)
    third.get_by_label("Code").fill(recovery)
    press(third, "Sign in")
    expect(third).to_have_url(f"{fresh.url}/")


def test_a_new_person_chooses_a_password_of_their_own(fresh: Product, visitor: Visitor) -> None:
    page = visitor.page_of(make_administrator(), "/people")
    press(page, "New person")
    for label, value in {
        "First name": "Grace",
        "Last name": "Hopper",
        "E-mail": "g@example.com",
    }.items():
        page.get_by_label(label).fill(value)
    page.get_by_label("Role").select_option("Member")
    press(page, "Create person")
    lent = page.locator(".secret-value code").inner_text()
    look_at(page, "person-password-once")
    press(page, "I have kept it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Grace Hopper")
    assert lent not in page.content()
    grace = visitor.page_of(None, "/sign-in")
    sign_in(grace, "g@example.com", lent)
    grace.goto("/assets")
    assert title_of(grace) == "Choose your password"
    look_at(grace, "password-temporary")
    choose(grace, lent, "too easy")
    expect(grace.get_by_role("alert")).to_be_visible()
    choose(grace, lent, OWN)
    expect(grace).to_have_url(f"{fresh.url}/")
    grace.goto("/assets")
    assert title_of(grace).startswith("Assets")


def choose(page: Page, current: str, new: str) -> None:
    page.get_by_label("Current password").fill(current)
    page.get_by_label("New password", exact=False).first.fill(new)
    page.get_by_label("New password again").fill(new)
    press(page, "Change password")


def test_a_session_that_is_ended_elsewhere_leads_to_sign_in(
    fresh: Product, visitor: Visitor
) -> None:
    vera = make_administrator()
    other, page = visitor.page_of(vera, "/assets"), visitor.page_of(vera, "/profile/security")
    press(page, "End the other sessions")
    expect(page.get_by_text("1 other session ended.")).to_be_visible()
    other.get_by_role("link", name="Models").first.click()
    expect(other).to_have_url(re.compile(r"/sign-in\?next="))
