"""A day's work without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lazyit.domains.assets.models import Asset
from tests.browser.serving import Product
from tests.browser.visiting import Visitor
from tests.builders import make_administrator
from tests.register import make_asset, make_model

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = {
    "a": "/assets",
    "m": "/asset-models",
    "l": "/locations/tree",
    "p": "/people",
    "s": "/settings",
}


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def arrives(page: Page, path: str) -> None:
    """Wait for a page and for its scripts, which make the keys work."""
    page.wait_for_url(re.compile(f"{re.escape(path)}$"), wait_until="load")


def test_letters_lead_everywhere_and_are_listed(fresh: Product, visitor: Visitor) -> None:
    page = visitor.page_of(make_administrator(), "/")
    for letter, path in PLACES.items():
        press(page, "g", letter)
        arrives(page, path)
    press(page, "?")
    keys = page.get_by_role("dialog", name="Keyboard")
    for name in ("Dashboard", "Assets", "Models", "Locations", "People", "Settings"):
        expect(keys.get_by_text(name, exact=True)).to_be_visible()
    press(page, "Escape", "g", "a")
    arrives(page, "/assets")
    press(page, "c")
    arrives(page, "/assets/new")


def test_the_palette_finds_a_record_in_spite_of_a_typing_error(
    fresh: Product, visitor: Visitor
) -> None:
    asset = make_asset(name="Kilimanjaro", asset_tag="LZ-7", model_id=make_model(name="X1").pk)
    page = visitor.page_of(make_administrator(), "/people")
    press(page, "Control+k")
    page.keyboard.type("kilimanjro")
    expect(page.get_by_role("option", name="Kilimanjaro")).to_be_visible()
    press(page, "Enter")
    arrives(page, f"/assets/{asset.pk}")
    press(page, "e")
    arrives(page, f"/assets/{asset.pk}/edit")


def test_the_palette_offers_actions(fresh: Product, visitor: Visitor) -> None:
    page = visitor.page_of(make_administrator(), "/")
    press(page, "Control+k")
    page.keyboard.type("nothing like it")
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "Control+k")
    page.keyboard.type("new per")
    expect(page.get_by_role("option", selected=True)).to_have_text(re.compile("New person"))
    press(page, "Enter")
    arrives(page, "/people/new")


def test_a_list_is_searched_paged_and_changed(fresh: Product, visitor: Visitor) -> None:
    for number in range(60):
        make_asset(name=f"Laptop {number:02}")
    make_asset(name="Printer")
    page = visitor.page_of(make_administrator(), "/assets?sort=name&dir=asc")
    press(page, "/")
    page.keyboard.type("laptop")
    expect(page.locator("#count")).to_have_text("60")
    press(page, "Escape", "]")
    arrives(page, "page=2")
    expect(page.get_by_role("link", name="Laptop 59", exact=True)).to_be_visible()
    press(page, "[")
    expect(page.get_by_role("link", name="Laptop 00", exact=True)).to_be_visible()
    press(page, "j", "x", "j", "x")
    expect(page.locator("[data-selected]")).to_have_text("2")
    page.locator("[data-pick-all]").focus()
    press(page, "Space")
    page.get_by_role("button", name="Select all 60 that match").focus()
    press(page, "Enter")
    page.locator("[popovertarget=bulk-status]").focus()
    press(page, "Enter")
    expect(page.locator("#bulk-status").get_by_role("button", name="Operational")).to_be_focused()
    press(page, "ArrowDown", "Enter")
    expect(page.locator("#toasts")).to_contain_text("60 assets have a new status.")
    assert Asset.objects.filter(status="IN_MAINTENANCE").count() == 60


def test_a_row_is_opened_and_one_comes_back_to_it(fresh: Product, visitor: Visitor) -> None:
    for name in "ABC":
        make_asset(name=name)
    page = visitor.page_of(make_administrator(), "/assets?sort=name&dir=asc")
    press(page, "j", "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("B")
    page.go_back()
    expect(page.locator("#list .row-link")).to_have_text(["A", "B", "C"])
