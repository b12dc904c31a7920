"""From a fresh instance to an asset that was given out, taken back, archived and restored."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lazyit.domains.assets.models import Asset, Assignment
from lazyit.foundation.accounts.models import Person
from tests.browser.gestures import PASSWORD, dialog_of, pick, press
from tests.browser.looking import WIDE, photograph, shape_of, violations_of
from tests.browser.serving import Product
from tests.browser.visiting import Visitor
from tests.builders import make_administrator
from tests.register import assign, make_asset, make_location

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "ABCD-EFGH-2345"
WIZARD = {"First name": "Ada", "Last name": "Lovelace", "E-mail": "ada@example.com"}


def fill_wizard(page: Page, code: str) -> None:
    for label, value in {**WIZARD, "Set-up code": code}.items():
        page.get_by_label(label).fill(value)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Set up")


def archive(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.locator("#more").get_by_role("link", name="Archive").click()
    dialog = dialog_of(page, "Archive Laptop?")
    expect(dialog).to_contain_text("One person holds it")
    press(dialog, "Archive")
    expect(page).to_have_url(re.compile("/assets$"))
    expect(page.locator("#toasts")).to_contain_text("“Laptop” was archived.")


def test_the_wizard_makes_the_first_administrator(fresh: Product, visitor: Visitor) -> None:
    fresh.setup_code_file.write_text(CODE)
    page = visitor.page_of(None, "/assets")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up lazyit")
    assert [*shape_of(page, "en"), *violations_of(page)] == []
    photograph(page, "setup", "light", "en", WIDE, "empty")
    fill_wizard(page, "AAAA-AAAA-AAAA")
    expect(page.get_by_role("alert")).to_contain_text("setup code is not right")
    assert not Person.objects.exists()
    fill_wizard(page, CODE.lower().replace("-", ""))
    expect(page.get_by_text("You are its first administrator")).to_be_visible()
    assert Person.objects.get().role == "ADMIN"
    page.goto("/setup")
    expect(page).to_have_url(f"{fresh.url}/")


def test_an_asset_is_created_with_what_is_missing(fresh: Product, visitor: Visitor) -> None:
    make_location(name="Madrid")
    page = visitor.page_of(make_administrator(), "/assets")
    press(page, "New asset")
    page.get_by_role("textbox", name="Name required").fill("Grace's ThinkPad")
    page.get_by_label("Status").select_option("Operational")
    page.get_by_role("combobox", name="Model").fill("ThinkPad T14")
    page.get_by_role("option", name="Create “ThinkPad T14”").click()
    dialog = dialog_of(page, "New model")
    dialog.get_by_label("Manufacturer").fill("Lenovo")
    press(dialog, "Create")
    expect(page.get_by_role("combobox", name="Model")).to_have_value("ThinkPad T14")
    pick(page, "Location", "Madrid")
    press(page, "Create asset")
    expect(page.get_by_role("heading", level=1)).to_have_text("Grace's ThinkPad")
    asset = Asset.objects.select_related("model", "location").get()
    assert (asset.model.manufacturer, asset.location.name) == ("Lenovo", "Madrid")  # type: ignore[union-attr]  # it has both


def test_it_is_given_to_a_person_and_taken_back(fresh: Product, visitor: Visitor) -> None:
    record = f"/assets/{make_asset(name='Laptop').pk}"
    page = visitor.page_of(make_administrator(first_name="Ada", last_name="L"), record)
    press(page, "Assign")
    dialog = dialog_of(page, "Assign Laptop")
    pick(page, "Person", "Ada L")
    dialog.get_by_label("Notes").fill("With charger")
    press(dialog, "Assign")
    expect(page.locator(".timeline")).to_contain_text("assigned it to Ada L")
    press(page, "Confirm receipt")
    press(dialog_of(page, "You have received Laptop"), "Confirm receipt")
    expect(page.get_by_text("confirmed", exact=True)).to_be_visible()
    press(page.locator("main"), "Release")
    press(dialog_of(page, "Release Laptop"), "Release")
    expect(page.get_by_text("Nobody holds this asset.")).to_be_visible()
    assert Assignment.objects.get().released_at is not None


def test_it_is_archived_brought_back_by_undo_and_restored(fresh: Product, visitor: Visitor) -> None:
    asset = assign(make_asset(name="Laptop")).asset
    page = visitor.page_of(make_administrator(), f"/assets/{asset.pk}")
    archive(page)
    press(page, "Undo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Laptop")
    archive(page)
    page.get_by_role("link", name="Show the archived ones").click()
    page.get_by_role("row", name="Laptop").hover()
    press(page, "Restore")
    expect(page.locator("#toasts")).to_contain_text("“Laptop” is in use again.")
    asset.refresh_from_db()
    assert asset.deleted_at is None
