"""What only a browser shows: the list in place, dialogs, undo, facts, forms"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from lazyit.domains.assets.actions.locations import create_location
from lazyit.domains.assets.models import Asset, Assignment, Location, TagScheme
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from tests.builders import make_member, signed_in
from tests.register import assign, make_asset, make_location, make_model

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[[str], Page]


@pytest.fixture
def open_page(live_server: LiveServer, chromium: Browser, admin: Person) -> Iterator[Open]:
    """``open_page("/assets")`` as an administrator; ends with no error on the console."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="en"
    )
    session = signed_in(admin).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    context.set_default_timeout(8000)
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)

    def visit(path: str) -> Page:
        page.goto(f"{live_server.url}{path}")
        return page

    yield visit
    context.close()
    # An answer that a later question overtook is no error.
    expected = r"htmx:(sendAbort|sendError|afterRequest|beforeSend)|net::ERR_FAILED"
    assert [w for w in wrong if not re.search(expected, w)] == []


def test_searching_filtering_and_going_back(open_page: Open) -> None:
    model = make_model(name="ThinkPad")
    make_asset(name="Laptop", status="LOST", model_id=model.pk)
    make_asset(name="Monitor")
    page = open_page("/assets")
    page.fill("[data-list-search]", "lap")
    expect(page.locator("#list .row-link")).to_have_text(["Laptop"])
    expect(page).to_have_url(re.compile(r"/assets\?q=lap$"))
    page.click("[popovertarget=filter-model]")
    page.fill("#filter-model [type=search]", "think")
    page.click("#filter-model-choices label")
    expect(page).to_have_url(re.compile(rf"q=lap&model={model.pk}"))
    page.keyboard.press("Escape")
    page.click("[aria-label='Remove Search: lap']")
    expect(page.locator("[data-list-search]")).to_have_value("")
    expect(page.locator("#count")).to_have_text("1")
    page.go_back()
    expect(page.locator("[data-list-search]")).to_have_value("lap")
    page.click("text=Clear all")
    expect(page.locator("#list .row-link")).to_have_count(2)


def test_sorting_keeps_filters_and_columns_are_remembered(open_page: Open) -> None:
    for name in ("B", "A"):
        make_asset(name=name, serial=f"SN-{name}", status="LOST")
    page = open_page("/assets?status=LOST")
    page.click("#sort-name")
    expect(page.locator("#list .row-link")).to_have_text(["A", "B"])
    expect(page).to_have_url(re.compile("status=LOST&sort=name&dir=asc"))
    page.click("[popovertarget=columns]")
    page.check("#columns [value=serial]")
    expect(page.locator("#list")).to_contain_text("SN-A")
    page.reload()
    expect(page.locator("#list")).to_contain_text("SN-B")


def test_choosing_rows_and_changing_them_all(open_page: Open) -> None:
    for n in range(53):
        make_asset(name=f"A{n:02d}")
    page = open_page("/assets?sort=name")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-selected]")).to_have_text("1")
    page.check("[data-pick-all]")
    page.click("[data-select-matching]")
    expect(page.locator("[data-selected]")).to_have_text("53")
    page.click("[popovertarget=bulk-status]")
    page.click("#bulk-status button[value=LOST]")
    expect(page.locator("#toasts")).to_contain_text("53 assets have a new status.")
    expect(page.locator("#list tbody .status.red")).to_have_count(50)
    assert Asset.objects.filter(status="LOST").count() == 53


def test_archiving_in_a_dialog_and_undoing_it(open_page: Open) -> None:
    asset = make_asset(name="Laptop")
    assign(asset, make_member(first_name="Grace", last_name="Hopper"))
    make_asset(name="Other")
    page = open_page("/assets?sort=name")
    page.hover("#list .row-link >> text=Laptop")
    page.click("#list tbody tr:first-child [data-row-menu]")
    page.click("#row-menu >> text=Archive")
    expect(page.locator("#inline-dialog")).to_contain_text("Grace Hopper")
    page.check("#inline-dialog [name=release]")
    page.click("#inline-dialog .button.destroy")
    expect(page.locator("#list .row-link")).to_have_text(["Other"])
    assert not Assignment.objects.active().exists()
    page.click("#toasts >> text=Undo")
    expect(page.locator("#list .row-link")).to_have_text(["Laptop", "Other"])


def test_assigning_from_the_list(open_page: Open) -> None:
    make_member(first_name="Grace", last_name="Hopper")
    make_asset(name="Laptop")
    page = open_page("/assets")
    page.hover("#list .row-link >> text=Laptop")
    page.click("[aria-label=Assign]")
    page.fill("#inline-dialog .picker-input", "grace")
    page.click("#inline-dialog [role=option]:has-text('Grace')")
    page.click("#inline-dialog .button.primary")
    expect(page.locator("#list")).to_contain_text("Grace Hopper")
    expect(page.locator("#toasts")).to_contain_text("Grace Hopper now has “Laptop”.")


def test_status_and_facts_on_the_record(open_page: Open) -> None:
    asset, place = make_asset(name="Laptop"), make_location(name="Madrid")
    page = open_page(f"/assets/{asset.pk}")
    page.click("[popovertarget=set-status]")
    page.click("#set-status [value=LOST]")
    expect(page.locator("[popovertarget=set-status]")).to_contain_text("Lost")
    page.click("#toasts >> text=Undo")
    expect(page.locator("[popovertarget=set-status]")).to_contain_text("Operational")
    page.hover("#fact-location")
    page.click("[aria-label='Edit Location']")
    page.fill(".fact-form .picker-input", "mad")
    page.click(".fact-form [role=option]")
    page.click(".fact-form .button.primary")
    expect(page.locator("#fact-location")).to_contain_text("Madrid")
    expect(page.locator(".timeline")).to_contain_text("Ada Admin moved it")
    expect(page.locator(".breadcrumb")).to_contain_text("Assets")
    asset.refresh_from_db()
    assert asset.location_id == place.pk


def test_a_status_that_the_server_never_heard_of_is_taken_back(open_page: Open) -> None:
    asset = make_asset()
    page = open_page(f"/assets/{asset.pk}")
    page.route("**/status", lambda route: route.abort())
    page.click("[popovertarget=set-status]")
    page.click("#set-status [value=LOST]")
    expect(page.locator("#failure-banner")).to_contain_text("The server cannot be reached")
    expect(page.locator("[popovertarget=set-status]")).to_contain_text("Operational")
    asset.refresh_from_db()
    assert asset.status == "OPERATIONAL"


def test_a_dialog_that_fails_says_so_and_keeps_what_was_typed(open_page: Open) -> None:
    hold = assign(make_asset(name="Laptop"))
    page = open_page(f"/assets/{hold.asset_id}")
    page.click("text=Release")
    page.fill("#inline-dialog [name=notes]", "Scratched")
    page.route("**/release", lambda route: route.abort())
    page.click("#inline-dialog .button.primary")
    expect(page.locator("#inline-dialog #failure-banner")).to_be_visible()
    expect(page.locator("#inline-dialog [name=notes]")).to_have_value("Scratched")
    page.unroute("**/release")
    page.click("#inline-dialog .button.primary")
    expect(page.locator("#toasts")).to_contain_text("“Laptop” was released.")
    assert Assignment.objects.get().notes == "Scratched"


def test_leaving_a_fact_alone(open_page: Open) -> None:
    asset = make_asset(notes="As it was")
    page = open_page(f"/assets/{asset.pk}")
    page.hover("#fact-notes")
    page.click("[aria-label='Edit Notes']")
    page.fill(".fact-form textarea", "Half a thought")
    page.keyboard.press("Escape")
    expect(page.locator("#fact-notes")).to_contain_text("As it was")


def test_a_new_asset_with_a_new_model_and_its_fields(open_page: Open) -> None:
    model = make_model(name="ThinkPad", specs={"ram": "32 GB"})
    page = open_page("/assets/new")
    page.fill("[name=name]", "Laptop")
    page.select_option("[name=status]", "IN_STORAGE")
    page.fill("lz-picker:has([name=model]) .picker-input", "think")
    page.click("lz-picker:has([name=model]) [role=option]:has-text('ThinkPad')")
    expect(page.locator("[name=specs_value]").first).to_have_value("32 GB")
    page.click("[data-add-row]")
    page.locator("[name=specs_key]").last.fill("colour")
    page.locator("[name=specs_value]").last.fill("black")
    page.fill("lz-picker:has([name=location]) .picker-input", "Lisbon")
    page.click("lz-picker:has([name=location]) [data-create]")
    expect(page.locator("#inline-dialog [name=name]")).to_have_value("Lisbon")
    page.select_option("#inline-dialog [name=type]", "OFFICE")
    page.click("#inline-dialog .button.primary")
    expect(page.locator("lz-picker:has([name=location]) .picker-input")).to_have_value("Lisbon")
    page.click("main .form-actions .button.primary >> nth=0")
    expect(page.locator("h1")).to_have_text("Laptop")
    asset = Asset.objects.get()
    assert (asset.model_id, asset.location) == (model.pk, Location.objects.get(name="Lisbon"))
    assert asset.specs == {"ram": "32 GB", "colour": "black"}


def test_the_tag_preview_and_its_suggestion(open_page: Open) -> None:
    make_asset(asset_tag="LZ-0041")
    page = open_page("/settings/asset-tags")
    page.fill("[name=prefix]", "LZ-")
    page.fill("[name=width]", "4")
    expect(page.locator("#tag-preview")).to_contain_text("LZ-0001")
    page.click("text=Go on at 42")
    expect(page.locator("#tag-preview")).to_contain_text("LZ-0042")
    page.check("[name=enabled]")
    page.click("main .button.primary")
    expect(page.locator("#toasts")).to_contain_text("The tag scheme was saved.")
    assert TagScheme.objects.get().next_number == 42


def test_a_preview_card(open_page: Open) -> None:
    actor = Actor.system()
    place = create_location(
        actor=actor, values={"name": "Madrid", "type": "OFFICE", "address": "Gran Vía 1"}
    )
    asset = make_asset(location_id=place.pk)
    page = open_page(f"/assets/{asset.pk}")
    page.hover("#fact-location a")
    expect(page.locator("#preview")).to_contain_text("Gran Vía 1")
