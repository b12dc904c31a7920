"""What a person's hands do: keys, boxes, pickers, menus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]
LIST = "/gallery/list?n=12431"


def row(page: Page, number: int) -> Any:
    return page.locator("tbody tr").nth(number - 1)


def test_j_and_k_move_and_enter_opens(page_at: Visit) -> None:
    page = page_at(LIST)
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    expect(row(page, 2)).to_have_class("cursor")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/gallery/record$"))


def test_x_selects_and_shift_x_a_range(page_at: Visit) -> None:
    page = page_at(LIST)
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("[data-selected]")).to_have_text("3")
    page.keyboard.press("Escape")
    expect(page.locator("[data-selection-bar]")).to_be_hidden()


def test_all_that_match_can_be_selected(page_at: Visit) -> None:
    page = page_at(LIST)
    page.locator("[data-pick-all]").click()
    expect(page.locator("[data-selected]")).to_have_text("50")
    page.get_by_role("button", name="Select all 12,431 that match").click()
    expect(page.locator("[data-selected]")).to_have_text("12,431")
    expect(page.locator("[data-matching]")).to_have_value("all")
    row(page, 3).locator("[data-pick]").click()
    expect(page.locator("[data-selected]")).to_have_text("49")
    expect(page.locator("[data-matching]")).to_have_value("")


def test_a_search_swaps_the_rows_and_keeps_the_focus(page_at: Visit) -> None:
    page = page_at(LIST)
    page.keyboard.press("/")
    page.keyboard.type("mac")
    expect(page).to_have_url(re.compile(r"/gallery/list\?q=mac$"))
    expect(page.locator("[data-list-search]")).to_be_focused()


def test_a_filter_makes_a_chip_and_back_takes_it_away(page_at: Visit) -> None:
    page = page_at("/gallery/list")
    page.get_by_role("button", name="Status").click()
    page.locator("#filter-status").get_by_label("Lost").check()
    expect(page.locator(".chip")).to_have_text(re.compile("LOST"))
    expect(page).to_have_url(re.compile(r"\?status=LOST$"))
    page.go_back()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator(".filter.on")).to_have_count(0)


def test_removing_a_chip_clears_its_filter_too(page_at: Visit) -> None:
    page = page_at("/gallery/list?status=LOST&sort=tag")
    page.get_by_label("Remove Status").click()
    expect(page).to_have_url(re.compile(r"/gallery/list\?sort=tag$"))
    expect(page.locator("#filter-status :checked")).to_have_count(0)


def test_sorting_says_so_to_screen_readers(page_at: Visit) -> None:
    page = page_at("/gallery/list")
    page.get_by_role("link", name="Tag").click()
    expect(page.get_by_role("columnheader", name="Tag")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#sort-tag")).to_be_focused()


def test_the_palette_goes_to_a_place(page_at: Visit) -> None:
    page = page_at("/gallery/record")
    page.keyboard.press("Control+k")
    page.keyboard.type("locat")
    expect(page.get_by_role("option", selected=True)).to_have_text(re.compile("Locations"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/gallery/form$"))


def test_letters_go_and_the_help_lists_them(page_at: Visit) -> None:
    page = page_at("/gallery/record")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("Next and previous row")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/gallery/list$"))
    page.wait_for_load_state("load")  # the keys belong to the page's script
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/gallery/form$"))


def test_letters_typed_in_a_field_are_letters(page_at: Visit) -> None:
    page = page_at("/gallery/form")
    page.get_by_label("Name").fill("")
    page.keyboard.type("g a c ?")
    expect(page.get_by_label("Name")).to_have_value("g a c ?")


def test_a_picker_searches_and_chooses_by_keyboard(page_at: Visit) -> None:
    page = page_at("/gallery/form")
    field = page.get_by_role("combobox", name="Model")
    field.fill("lati")
    expect(page.get_by_role("option", name="Latitude 7450")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("Latitude 7450")
    expect(page.locator("select[name=model]")).to_have_value("3")
    expect(page.locator(".picker-second")).to_have_text("Dell · Laptops · 7450")


def test_a_picker_that_is_left_keeps_what_it_had(page_at: Visit) -> None:
    page = page_at("/gallery/form")
    field = page.get_by_role("combobox", name="Model")
    field.fill("nothing like it")
    field.press("Tab")
    expect(field).to_have_value("ThinkPad T14 Gen 5")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("select[name=model]")).to_have_value("")


def test_what_is_missing_is_created_from_the_picker(page_at: Visit) -> None:
    page = page_at("/gallery/record")
    page.goto(page.url.replace("record", "form"))
    field = page.get_by_role("combobox", name="Model")
    field.fill("Framework 13")
    page.get_by_role("option", name="Create “Framework 13”").click()
    dialog = page.get_by_role("dialog", name="New asset")
    expect(dialog.get_by_label("Name")).to_have_value("Framework 13")
    dialog.get_by_role("button", name="Create asset").click()
    expect(field).to_have_value("Framework 13")
    expect(dialog).to_be_hidden()


def test_a_fact_is_edited_in_place(page_at: Visit) -> None:
    page = page_at("/gallery/record")
    page.get_by_role("link", name="Edit Serial").click()
    page.get_by_label("Serial", exact=True).fill('<b>"new"')
    page.keyboard.press("Enter")
    expect(page.locator("#fact-serial .fact-value")).to_have_text('<b>"new"')
    page.get_by_role("link", name="Edit Serial").click()
    page.get_by_label("Serial", exact=True).press("Escape")
    expect(page.locator("#fact-serial .fact-value")).to_have_text("PF4XK2Z1")


def test_unsaved_changes_are_guarded(page_at: Visit) -> None:
    page = page_at("/gallery/form")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Name").type("x")
    page.get_by_role("link", name="Assets", exact=True).first.click()
    assert asked == ["beforeunload"]
    expect(page).to_have_url(re.compile("/gallery/form$"))


def test_the_first_wrong_field_has_the_focus(page_at: Visit) -> None:
    page = page_at("/gallery/form")
    page.get_by_role("button", name="Create asset").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing needs to be put right")
    expect(page.get_by_label("Name")).to_be_focused()


def test_the_theme_changes_at_once_and_stays(page_at: Visit) -> None:
    page = page_at("/gallery/list")
    page.get_by_role("button", name="Account").click()
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_menu_is_walked_by_arrows_and_left_by_escape(page_at: Visit) -> None:
    page = page_at("/gallery/record")
    button = page.get_by_role("button", name="More actions")
    button.click()
    expect(page.get_by_role("button", name="Clone")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#more").get_by_role("button", name="Archive")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_preview_appears_on_hover(page_at: Visit) -> None:
    page = page_at("/gallery/record")
    page.locator("a[data-preview]").hover()
    expect(page.locator("#preview")).to_contain_text("grace@example.org")


def test_a_failed_request_is_explained_with_its_id(page_at: Visit) -> None:
    page = page_at(LIST)
    page.route(
        "**/gallery/list?*",
        lambda route: route.fulfill(status=500, headers={"X-Request-Id": "abc123"}),
    )
    page.locator("#page-next").click()
    expect(page.locator("#failure-banner")).to_contain_text("nothing was changed")
    expect(page.locator("#failure-banner")).to_contain_text("abc123")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator("#failure-banner")).to_be_hidden()


def test_being_offline_is_said(page_at: Visit) -> None:
    page = page_at(LIST)
    page.context.set_offline(True)
    expect(page.locator("#offline-banner")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#offline-banner")).to_be_hidden()


def test_a_page_asks_for_few_files(page_at: Visit) -> None:
    page = page_at("/gallery/list")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.reload(wait_until="networkidle")
    assert sorted(set(asked) - {"favicon.svg"}) == [
        "htmx-2.min.js",
        "icons.svg",
        "lazyit.css",
        "lazyit.js",
        "list",
    ]


def test_forms_and_lists_work_without_scripts(page_at: Visit) -> None:
    page = page_at("/gallery/form", scripts=False)
    expect(page.locator("select[name=model]")).to_be_visible()
    page.get_by_role("button", name="Create asset").click()
    expect(page.get_by_role("alert")).to_contain_text("needs to be put right")
    page.get_by_role("link", name="Assets", exact=True).first.click()
    page.get_by_role("link", name="Tag").click()
    expect(page).to_have_url(re.compile("sort=tag"))
