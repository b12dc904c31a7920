"""Archive, restore, assign, release and notes of one asset, on pages and in dialogs"""

from __future__ import annotations

import pytest
from django.test import Client

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.domains.assets.models import Asset, Assignment
from lazyit.domains.assets.tests.pages import DIALOG, html, said, text, triggered
from lazyit.domains.assets.tests.told import events, state
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from tests.builders import make_person, signed_in
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


def test_archiving_names_the_owners_and_offers_release(
    browser: Client, asset: Asset, member: Person
) -> None:
    assign(asset, member)
    assign(asset, make_person(first_name="Zoe", last_name="Zulu"))
    page = text(browser.get(f"/assets/{asset.pk}/archive"))
    assert "2 people hold it" in page
    assert "Max Member , Zoe Zulu" in page
    browser.post(f"/assets/{asset.pk}/archive", {"release": "on"})
    assert Asset.objects.get().deleted_at
    assert not Assignment.objects.active().exists()
    assert events(asset.pk)[-3:] == ["RELEASED", "RELEASED", "DELETED"]


def test_archiving_keeps_owners_unless_told(browser: Client, asset: Asset, member: Person) -> None:
    assign(asset, member)
    answer = browser.post(f"/assets/{asset.pk}/archive", follow=True)
    assert answer.redirect_chain == [("/assets", 302)]
    assert "“Laptop 1” was archived." in text(answer)
    assert f'action="/assets/{asset.pk}/restore"' in html(answer)
    assert Assignment.objects.active().count() == 1


def test_archiving_over_the_list_stays_and_over_the_record_leaves(browser: Client) -> None:
    one, two = make_asset(name="One"), make_asset()
    over_list = {**DIALOG, "HX-Current-URL": "http://testserver/assets?q=x"}
    answer = browser.post(f"/assets/{one.pk}/archive", headers=over_list)
    assert said(answer) == "“One” was archived."
    assert triggered(answer)["lz:toast"]["undo"] == f"/assets/{one.pk}/restore"
    over_record = {**DIALOG, "HX-Current-URL": f"http://testserver/assets/{two.pk}"}
    answer = browser.post(f"/assets/{two.pk}/archive", headers=over_record)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/assets")


def test_restoring(browser: Client, asset: Asset) -> None:
    archive_asset(actor=SYSTEM, asset_id=asset.pk)
    answer = browser.post(f"/assets/{asset.pk}/restore", headers=DIALOG)
    assert said(answer) == "“Laptop 1” is in use again."
    assert Asset.objects.get().deleted_at is None


def test_a_restore_that_clashes_says_why(browser: Client, asset: Asset) -> None:
    archive_asset(actor=SYSTEM, asset_id=asset.pk)
    make_asset(serial="SN1")
    before = state()
    answer = browser.post(f"/assets/{asset.pk}/restore", headers=DIALOG)
    assert triggered(answer)["lz:toast"]["tone"] == "error"
    page = browser.post(f"/assets/{asset.pk}/restore", follow=True)
    assert "Another record already has this value." in text(page)
    assert state() == before


def test_assigning_since_a_day_with_notes(browser: Client, asset: Asset, member: Person) -> None:
    page = html(browser.get(f"/assets/{asset.pk}/assign"))
    assert 'data-url="/assets/people/pick"' in page
    sent = {"user": str(member.pk), "assigned_at": "2024-01-31", "notes": "With dock"}
    answer = browser.post(f"/assets/{asset.pk}/assign", sent, headers=DIALOG)
    assert said(answer) == "Max Member now has “Laptop 1”."
    hold = Assignment.objects.get()
    assert (hold.notes, hold.assigned_at.date().isoformat()) == ("With dock", "2024-01-31")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "This field is required."),
        ({"user": "nobody"}, "Choose one of the list."),
        ({"assigned_at": "2099-01-01"}, "The date lies in the future."),
    ],
)
def test_assignments_that_cannot_be(
    browser: Client, asset: Asset, member: Person, sent: dict[str, str], words: str
) -> None:
    sent = {"user": str(member.pk), **sent} if "assigned_at" in sent else sent
    before = state()
    assert words in text(browser.post(f"/assets/{asset.pk}/assign", sent))
    assert state() == before


def test_whoever_holds_it_already(browser: Client, asset: Asset, member: Person) -> None:
    assign(asset, member)
    page = text(browser.post(f"/assets/{asset.pk}/assign", {"user": str(member.pk)}))
    assert "Another record already has this value." in page


def test_releasing_the_only_owner_and_taking_it_back(
    browser: Client, asset: Asset, member: Person
) -> None:
    hold = assign(asset, member, notes="Old")
    assert "Max Member gives it back." in text(browser.get(f"/assets/{asset.pk}/release"))
    sent = {"holds": [hold.pk, hold.pk]}
    answer = browser.post(f"/assets/{asset.pk}/release", sent, headers=DIALOG)
    assert said(answer) == "“Laptop 1” was released."
    hold.refresh_from_db()
    assert (hold.released_at is not None, hold.notes) == (True, "Old")
    browser.post(triggered(answer)["lz:toast"]["undo"], headers=DIALOG)
    assert Assignment.objects.active().get().user == member


def test_releasing_some_of_several(browser: Client, asset: Asset, member: Person) -> None:
    one, two = assign(asset, member), assign(asset)
    page = html(browser.get(f"/assets/{asset.pk}/release"))
    assert page.count('type="checkbox"') == 2
    browser.post(f"/assets/{asset.pk}/release", {"holds": [one.pk], "notes": "Returned"})
    one.refresh_from_db()
    assert (one.notes, list(Assignment.objects.active())) == ("Returned", [two])


def test_a_release_names_holds_of_this_asset(browser: Client, asset: Asset) -> None:
    assign(asset), assign(asset)
    other = assign()
    before = state()
    browser.post(f"/assets/{asset.pk}/release", {"holds": [other.pk]})
    browser.post(f"/assets/{asset.pk}/release", {})
    assert state() == before


def test_nothing_left_to_release(browser: Client, asset: Asset) -> None:
    page = browser.get(f"/assets/{asset.pk}/release", follow=True)
    assert "Nobody holds this asset any more." in text(page)


def test_releasing_one_line(browser: Client, asset: Asset, member: Person) -> None:
    hold, other = assign(asset, member), assign(asset)
    browser.post(f"/asset-assignments/{hold.pk}/release", {"holds": [hold.pk]})
    assert list(Assignment.objects.active()) == [other]
    again = browser.get(f"/asset-assignments/{hold.pk}/release", headers=DIALOG)
    assert triggered(again)["lz:toast"]["tone"] == "error"


def test_notes(browser: Client, asset: Asset) -> None:
    hold = assign(asset, notes="Old")
    assert "Old" in html(browser.get(f"/asset-assignments/{hold.pk}/notes"))
    browser.post(f"/asset-assignments/{hold.pk}/notes", {"notes": "New"})
    hold.refresh_from_db()
    assert hold.notes == "New"


@pytest.mark.parametrize(
    "address",
    [
        "/assets/{asset}/archive",
        "/assets/{asset}/restore",
        "/assets/{asset}/assign",
        "/assets/{asset}/release",
        "/asset-assignments/{hold}/release",
        "/asset-assignments/{hold}/notes",
        "/assets/{asset}/hand-back/{person}",
    ],
)
def test_viewers_are_refused(viewer: Person, asset: Asset, address: str) -> None:
    hold = assign(asset, viewer)
    filled = address.format(asset=asset.pk, hold=hold.pk, person=viewer.pk)
    before = state()
    assert signed_in(viewer).post(filled, {"holds": [hold.pk]}).status_code == 403
    assert state() == before


@pytest.mark.parametrize("rest", ["release", "notes", "acknowledge"])
def test_unknown_assignments_are_not_found(browser: Client, rest: str) -> None:
    assert browser.get(f"/asset-assignments/nobody/{rest}").status_code == 404
