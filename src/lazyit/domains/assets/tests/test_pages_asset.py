"""/assets/:id: the record, its facts in place, its status, its card"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from lazyit.domains.assets.actions.assets import archive_asset, update_asset
from lazyit.domains.assets.actions.assignments import release_assignment
from lazyit.domains.assets.models import Asset, AssetModel, Category, Location
from lazyit.domains.assets.tests.pages import DIALOG, html, said, text, triggered
from lazyit.domains.assets.tests.told import events, state
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel import clock
from tests.builders import actor_of, make_person, signed_in
from tests.register import assign, make_asset, make_location

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


def test_the_record_tells_everything(
    browser: Client, model: AssetModel, location: Location, member: Person
) -> None:
    room = make_location(name="Room 1", parent_id=location.pk)
    asset = make_asset(
        name="Laptop", asset_tag="LZ-1", serial="SN1", model_id=model.pk, location_id=room.pk,
        company="Acme", purchase_date=date(2024, 1, 5), purchase_cost=123_456, notes="Hinge",
        useful_life_months=4800,
    )  # fmt: skip
    assign(asset, member, notes="New hire")
    page = text(browser.get(f"/assets/{asset.pk}"))
    for words in (
        "LZ-1", "SN1", "ThinkPad T14", "Lenovo · Notebook", "Madrid / Room 1", "Acme",
        "Jan 5, 2024", "1,234.56", "4,800 months", "Book value today", "Hinge", "32 GB",
        "Max Member", "awaited", "New hire", "The system assigned it to Max Member",
    ):  # fmt: skip
        assert words in page, words


def test_history_names_what_ids_stand_for(
    browser: Client, admin: Person, asset: Asset, model: AssetModel, location: Location
) -> None:
    values = {
        "model_id": model.pk, "location_id": location.pk, "purchase_cost": 5000,
        "warranty_end": date(2027, 1, 2), "status": "LOST", "specs": {"gpu": "yes"},
    }  # fmt: skip
    update_asset(actor=actor_of(admin), asset_id=asset.pk, values=values)
    page = text(browser.get(f"/assets/{asset.pk}"))
    for words in (
        "Ada Admin changed the status", "Operational became Lost", "Location nothing became Madrid",
        "Model nothing became ThinkPad T14", "Cost nothing became 50.00",
        "Warranty until nothing became Jan 2, 2027", "gpu nothing became yes",
    ):  # fmt: skip
        assert words in page, words


def test_older_history_is_fetched_by_cursor(browser: Client, asset: Asset) -> None:
    for n in range(25):
        update_asset(actor=Actor.system(), asset_id=asset.pk, values={"notes": f"Note {n}."})
    page = html(browser.get(f"/assets/{asset.pk}"))
    assert "Note 24." in page
    assert "Show older events" in page
    before = page.split("?before=")[1].split('"')[0]
    older = text(browser.get(f"/assets/{asset.pk}?before={before}"))
    assert "created it" in older
    assert browser.get(f"/assets/{asset.pk}?before=nonsense").status_code == 200


def test_past_owners_and_those_who_left(browser: Client, asset: Asset) -> None:
    hold = assign(asset, make_person(first_name="Past", last_name="Owner"))
    release_assignment(actor=Actor.system(), assignment_id=hold.pk)
    gone = make_person(first_name="Gone", last_name="Away")
    assign(asset, gone)
    Person.objects.filter(pk=gone.pk).update(deleted_at=clock.now())
    page = text(browser.get(f"/assets/{asset.pk}"))
    assert "Past owners" in page
    assert "Past Owner" in page
    assert "Gone Away has left" in page


@pytest.mark.parametrize(("days", "words"), [(-1, "has ended"), (30, "ends soon"), (400, None)])
def test_the_warranty_is_judged(browser: Client, days: int, words: str | None) -> None:
    asset = make_asset(warranty_end=clock.today() + timedelta(days=days))
    page = text(browser.get(f"/assets/{asset.pk}"))
    assert [w for w in ("has ended", "ends soon") if w in page] == ([words] if words else [])


def test_the_dictionary_doubts(browser: Client, model: AssetModel) -> None:
    ram = {"key": "ram", "label": "RAM", "type": "number"}
    system = {"key": "os", "label": "OS", "type": "string", "required": True}
    Category.objects.filter(pk=model.category_id).update(specs_schema=[ram, system])
    page = text(browser.get(f"/assets/{make_asset(model_id=model.pk).pk}"))
    for words in (
        "is not of the usual type",
        "should be filled in",
        "is not in the category’s list",
    ):
        assert words in page


def test_archived_and_unknown_assets_are_not_found(browser: Client, asset: Asset) -> None:
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    for address in (asset.pk, "nobody", "x" * 37, "a b"):
        for rest in ("", "/edit", "/archive", "/assign", "/clone", "/preview", "/menu"):
            assert browser.get(f"/assets/{address}{rest}").status_code == 404


def test_viewers_see_no_buttons(viewer: Person, asset: Asset) -> None:
    page = html(signed_in(viewer).get(f"/assets/{asset.pk}"))
    for part in ("/edit", "/archive", "/assign", "/clone", "/facts/", 'name="status"'):
        assert part not in page


def test_the_status_changes_and_can_be_undone(browser: Client, asset: Asset) -> None:
    answer = browser.post(f"/assets/{asset.pk}/status", {"status": "LOST"}, headers=DIALOG)
    assert said(answer) == "The status is now: Lost."
    undo = triggered(answer)["lz:toast"]["undo"]
    browser.post(undo, headers=DIALOG)
    assert Asset.objects.get().status == "OPERATIONAL"
    assert events(asset.pk) == ["CREATED", "STATUS_CHANGED", "STATUS_CHANGED"]


def test_without_javascript_the_status_leads_back(browser: Client, asset: Asset) -> None:
    answer = browser.post(f"/assets/{asset.pk}/status", {"status": "LOST"}, follow=True)
    assert answer.redirect_chain == [(f"/assets/{asset.pk}", 302)]
    assert "The status is now: Lost." in text(answer)


def test_a_wrong_status_changes_nothing(browser: Client, asset: Asset, viewer: Person) -> None:
    before = state()
    assert browser.post(f"/assets/{asset.pk}/status", {"status": "X"}).status_code == 400
    assert browser.get(f"/assets/{asset.pk}/status").status_code == 405
    refused = signed_in(viewer).post(f"/assets/{asset.pk}/status", {"status": "LOST"})
    assert (refused.status_code, state()) == (403, before)


@pytest.mark.parametrize(
    ("name", "typed", "column", "value"),
    [
        ("company", "Acme", "company", "Acme"),
        ("notes", "Two\r\nlines", "notes", "Two\nlines"),
        ("serial", "", "serial", None),
        ("asset_tag", "T-9", "asset_tag", "T-9"),
        ("purchase_date", "2024-02-29", "purchase_date", date(2024, 2, 29)),
        ("purchase_cost", "1,234.5", "purchase_cost", 123_450),
        ("useful_life_months", "48", "useful_life_months", 48),
    ],
)
def test_facts_are_edited_in_place(
    browser: Client, asset: Asset, name: str, typed: str, column: str, value: object
) -> None:
    address = f"/assets/{asset.pk}/facts/{name}"
    form = html(browser.get(address, headers=HTMX))
    assert f'name="{name}"' in form
    answer = browser.post(address, {name: typed, "version": "1"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "lz:changed")
    assert getattr(Asset.objects.get(pk=asset.pk), column) == value


def test_a_fact_picks_its_location(browser: Client, asset: Asset, location: Location) -> None:
    address = f"/assets/{asset.pk}/facts/location"
    browser.post(address, {"location": location.pk, "version": "1"}, headers=HTMX)
    assert Asset.objects.get().location_id == location.pk


def test_a_wrong_fact_is_said_beside_it(browser: Client, asset: Asset) -> None:
    make_asset(serial="TAKEN")
    before = state()
    address = f"/assets/{asset.pk}/facts/serial"
    page = text(browser.post(address, {"serial": "TAKEN", "version": "1"}, headers=HTMX))
    assert "Another record already has this value." in page
    stale = browser.post(address, {"serial": "NEW", "version": "0"}, headers=HTMX)
    assert "Somebody changed this record" in text(stale)
    assert state() == before


def test_without_htmx_a_fact_is_edited_on_the_form(browser: Client, asset: Asset) -> None:
    answer = browser.get(f"/assets/{asset.pk}/facts/notes")
    assert answer["Location"] == f"/assets/{asset.pk}/edit#assetform-notes"
    assert browser.get(f"/assets/{asset.pk}/facts/owner", headers=HTMX).status_code == 404


def test_the_card(browser: Client, asset: Asset, member: Person) -> None:
    assign(asset, member)
    page = text(browser.get(f"/assets/{asset.pk}/preview"))
    for words in ("Laptop 1", "LZ-1", "Operational", "Max Member", "SN1"):
        assert words in page


def test_the_owner_is_asked_to_confirm(viewer: Person, asset: Asset) -> None:
    hold = assign(asset, viewer)
    browser = signed_in(viewer)
    assert "Confirm receipt" in text(browser.get(f"/assets/{asset.pk}"))
    address = f"/asset-assignments/{hold.pk}/acknowledge"
    assert "You have received Laptop 1" in text(browser.get(address))
    answer = browser.post(address, {"note": "All there"}, follow=True)
    page = text(answer)
    assert "confirmed" in page
    assert "All there" in page
    assert "Confirm receipt" not in page
    again = browser.post(address, {"note": "Again"})
    assert "nothing here for you to acknowledge" in text(again)


def test_nobody_confirms_for_others(browser: Client, asset: Asset, viewer: Person) -> None:
    hold = assign(asset, viewer)
    assert browser.post(f"/asset-assignments/{hold.pk}/acknowledge", {}).status_code == 404
    assert events(asset.pk) == ["CREATED", "ASSIGNED"]
