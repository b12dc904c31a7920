"""Without JavaScript: lists, forms and signing in still work."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lazyit.domains.assets.models import Asset
from tests.browser.gestures import press, sign_in
from tests.browser.serving import Product
from tests.browser.visiting import Visitor
from tests.builders import PASSWORD, make_administrator
from tests.register import assign, make_asset, make_location, make_model

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_signing_in(fresh: Product, visitor: Visitor) -> None:
    make_administrator(email="ada@example.com")
    page = visitor.page_of(None, "/assets", scripts=False)
    sign_in(page, "ada@example.com", "not it")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    sign_in(page, "ada@example.com", PASSWORD)
    expect(page).to_have_url(f"{fresh.url}/assets")


def test_searching_filtering_and_sorting_a_list(fresh: Product, visitor: Visitor) -> None:
    for name, status in (("Laptop B", "LOST"), ("Laptop A", "LOST"), ("Printer", "LOST")):
        make_asset(name=name, status=status)
    page = visitor.page_of(make_administrator(), "/assets", scripts=False)
    page.get_by_role("button", name="Status").click()
    page.locator("#filter-status").get_by_label("Lost").check()
    page.locator("[data-list-search]").fill("laptop")
    page.locator("[data-list-search]").press("Enter")
    expect(page).to_have_url(re.compile("q=laptop.*status=LOST"))
    page.get_by_role("link", name="Name", exact=True).click()
    expect(page.locator("#list .row-link")).to_have_text(["Laptop A", "Laptop B"])
    page.get_by_label("Remove Status: Lost").click()
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator("#list .row-link")).to_have_count(3)


def test_creating_an_asset(fresh: Product, visitor: Visitor) -> None:
    model, place = make_model(name="ThinkPad"), make_location(name="Madrid")
    page = visitor.page_of(make_administrator(), "/assets/new", scripts=False)
    press(page, "Create asset")
    expect(page.get_by_role("alert")).to_contain_text("need")
    page.get_by_role("textbox", name="Name required").fill("Laptop")
    page.get_by_label("Status").select_option("In storage")
    page.get_by_label("Model").select_option(model.pk)
    page.get_by_label("Location").select_option(place.pk)
    press(page, "Create asset")
    expect(page.get_by_role("heading", level=1)).to_have_text("Laptop")
    asset = Asset.objects.get()
    assert (asset.model, asset.location, asset.status) == (model, place, "IN_STORAGE")


def test_releasing_archiving_and_undoing(fresh: Product, visitor: Visitor) -> None:
    asset = assign(make_asset(name="Laptop")).asset
    page = visitor.page_of(make_administrator(), f"/assets/{asset.pk}", scripts=False)
    press(page.locator(".page-actions"), "Release")
    press(page, "Release")
    expect(page.get_by_text("Nobody holds this asset.")).to_be_visible()
    page.goto(f"/assets/{asset.pk}/archive")
    press(page, "Archive")
    expect(page.get_by_text("“Laptop” was archived.")).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Laptop")
    assert Asset.objects.get().deleted_at is None
