"""/assets/new, /assets/:id/edit, /assets/:id/clone"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from lazyit.domains.assets.actions.assets import update_asset
from lazyit.domains.assets.actions.catalogue import archive_model
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Location, TagScheme
from lazyit.domains.assets.tests.pages import html, text
from lazyit.domains.assets.tests.told import events, last, state
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.catalogue import MEMBER
from lazyit.foundation.rbac.models import Role
from tests.builders import make_person, signed_in
from tests.register import make_asset, make_category, make_model

pytestmark = pytest.mark.django_db
NEW = {"name": "Laptop", "status": "OPERATIONAL"}


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


def specs(*rows: tuple[str, str, str]) -> dict[str, list[str]]:
    """Return rows of custom fields as the browser posts them."""
    keys, values, was = zip(*rows, strict=True)
    return {"specs_key": list(keys), "specs_value": list(values), "specs_was": list(was)}


def posted(asset: Asset, **changed: Any) -> dict[str, Any]:
    """Return an edit form as the browser posts it back, with some fields changed."""
    plain = {
        "name": asset.name, "status": asset.status, "asset_tag": asset.asset_tag or "",
        "serial": asset.serial or "", "company": asset.company or "", "notes": asset.notes or "",
        "model": asset.model_id or "", "location": asset.location_id or "",
        "version": str(asset.version),
        **specs(*((k, str(v), k) for k, v in asset.specs.items()), ("", "", "")),
    }  # fmt: skip
    return {**plain, **changed}


def test_creating_with_everything(
    browser: Client, model: AssetModel, location: Location, member: Person
) -> None:
    sent = {
        **NEW, "serial": "SN-1", "asset_tag": "T-1", "model": model.pk, "location": location.pk,
        "owner": str(member.pk), "company": "Acme", "purchase_date": "2024-02-29",
        "warranty_end": "2027-02-28", "purchase_cost": "1.234,50", "salvage_value": "0",
        "useful_life_months": "48", "notes": "N", **specs(("ram", "64 GB", ""), ("", "", "")),
    }  # fmt: skip
    answer = browser.post("/assets/new", sent, follow=True)
    asset = Asset.objects.get()
    assert answer.redirect_chain == [(f"/assets/{asset.pk}", 302)]
    assert "“Laptop” was created." in text(answer)
    assert (asset.purchase_cost, asset.salvage_value, asset.purchase_date) == (
        123_450,
        0,
        date(2024, 2, 29),
    )
    assert asset.specs == {"ram": "64 GB", "cpu": "8 cores"}
    assert Assignment.objects.get().user == member
    assert events(asset.pk) == ["CREATED", "ASSIGNED"]


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1250", 125_000),
        ("1,250.00", 125_000),
        ("1.250,00", 125_000),
        ("1 250,5", 125_050),
        ("0.07", 7),
        ("1,250", 125_000),
        ("12,5", 1_250),
        ("90071992547409.91", 9_007_199_254_740_991),
    ],
)
def test_money_as_people_write_it(browser: Client, typed: str, minor: int) -> None:
    browser.post("/assets/new", {**NEW, "purchase_cost": typed})
    assert Asset.objects.get().purchase_cost == minor


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"status": ""}, "This field is required."),
        ({"status": "BROKEN"}, "Select a valid choice"),
        ({"purchase_cost": "1.2345"}, "at most two decimals"),
        ({"purchase_cost": "-5"}, "at most two decimals"),
        ({"purchase_cost": "99999999999999.99"}, "too large"),
        ({"useful_life_months": "2147483648"}, "less than or equal"),
        ({"useful_life_months": "x"}, "whole number"),
        ({"purchase_date": "2023-02-29"}, "valid date"),
        ({"model": "nobody"}, "Choose one of the list."),
        ({"notes": "a\0b"}, "stored"),
        (specs(("a", "1", ""), ("a", "2", "")), "a name of its own"),
        (specs(("", "1", "")), "a name of its own"),
        (specs(("k" * 101, "1", "")), "1 to 100 characters"),
        (specs(("__proto__", "1", "")), "not reserved"),
        (specs(*((f"k{n}", "v", "") for n in range(201))), "At most 200"),
    ],
)
def test_wrong_fields_keep_what_was_typed(
    browser: Client, changed: dict[str, Any], words: str
) -> None:
    answer = browser.post("/assets/new", {**NEW, "serial": "KEPT-1", **changed})
    page = text(answer, 400)
    assert words in page
    assert 'value="KEPT-1"' in html(answer, 400)
    assert not Asset.objects.exists()


def test_a_taken_serial_is_said_beside_its_field(browser: Client, asset: Asset) -> None:
    page = html(browser.post("/assets/new", {**NEW, "serial": "SN1"}), 400)
    assert 'href="#assetform-serial"' in page
    assert "Another record already has this value." in page
    assert Asset.objects.count() == 1


def test_the_asset_stays_if_the_owner_cannot_have_it(browser: Client) -> None:
    person = make_person()
    page = browser.get("/assets/new")
    assert page.status_code == 200
    Person.objects.filter(pk=person.pk).update(is_active=False)
    refused = text(browser.post("/assets/new", {**NEW, "owner": str(person.pk)}), 400)
    assert "Choose one of the list." in refused


def test_add_another_keeps_what_is_alike(
    browser: Client, model: AssetModel, location: Location
) -> None:
    sent = {**NEW, "serial": "SN-1", "model": model.pk, "location": location.pk, "company": "Acme"}
    answer = browser.post("/assets/new", {**sent, "another": "yes"})
    address = urlsplit(answer["Location"])
    kept = {"status": "OPERATIONAL", "model": model.pk, "location": location.pk, "company": "Acme"}
    assert (address.path, dict(parse_qsl(address.query))) == ("/assets/new", kept)
    page = html(browser.get(answer["Location"]))
    assert "ThinkPad T14" in page
    assert "SN-1" not in page.split("<main")[1].split('id="toasts"')[0].replace("“", "")


def test_a_blank_tag_is_previewed(browser: Client) -> None:
    assert "Left blank" not in text(browser.get("/assets/new"))
    TagScheme.objects.create(enabled=True, prefix="LZ-", width=4)
    assert 'placeholder="LZ-0001"' in html(browser.get("/assets/new"))
    browser.post("/assets/new", NEW)
    assert Asset.objects.get().asset_tag == "LZ-0001"


def test_choosing_a_model_brings_its_fields(browser: Client, model: AssetModel) -> None:
    other = make_model(specs={"ram": "8 GB", "ports": "4"})
    typed = specs(("ram", "64 GB", ""), ("mine", "1", ""))
    page = html(browser.get("/assets/new/specs", {**typed, "model": model.pk}))
    assert [v in page for v in ('value="64 GB"', 'value="8 cores"', 'value="1"')] == [True] * 3
    assert 'value="32 GB"' not in page
    brought = specs(("cpu", "8 cores", ""), ("ram", "changed", ""))
    switched = {**brought, "model": other.pk, "was_model": model.pk}
    page = html(browser.get("/assets/new/specs", switched))
    assert 'value="8 cores"' not in page
    assert [v in page for v in ('value="changed"', 'value="ports"')] == [True] * 2


def test_the_dictionary_suggests_rows(browser: Client) -> None:
    fields = [{"key": "imei", "label": "IMEI", "type": "string"}]
    model = make_model(category_id=make_category(specs_schema=fields).pk)
    asset = make_asset(model_id=model.pk)
    assert 'value="imei"' in html(browser.get(f"/assets/{asset.pk}/edit"))
    assert 'value="imei"' in html(browser.get("/assets/new/specs", {"model": model.pk}))


def test_editing_writes_only_what_changed(browser: Client, asset: Asset) -> None:
    asset.refresh_from_db()
    browser.post(f"/assets/{asset.pk}/edit", posted(asset, notes="Hinge\r\nloose"))
    assert (last(asset.pk).payload or {})["fields"] == {
        "notes": {"from": None, "to": "Hinge\nloose"}
    }
    asset.refresh_from_db()
    browser.post(f"/assets/{asset.pk}/edit", posted(asset))
    assert events(asset.pk) == ["CREATED", "UPDATED"]


def test_what_is_not_text_is_kept(browser: Client) -> None:
    stored = {"ports": [1, {"a": None}], "ram": 16, "on": True, "os": "Linux"}
    asset = make_asset(specs=stored)
    asset.refresh_from_db()
    page = html(browser.get(f"/assets/{asset.pk}/edit"))
    assert "[1,{&quot;a&quot;:null}]" in page
    rows = specs(
        ("ports", '[1,{"a":null}]', "ports"), ("memory", "16", "ram"),
        ("on", "false", "on"), ("os", "Linux", "os"), ("", "", ""),
    )  # fmt: skip
    browser.post(f"/assets/{asset.pk}/edit", posted(asset, **rows))
    asset.refresh_from_db()
    assert asset.specs == {"ports": [1, {"a": None}], "memory": 16, "on": "false", "os": "Linux"}


def test_a_stale_form_shows_mine_and_theirs(browser: Client, asset: Asset) -> None:
    asset.refresh_from_db()
    form = posted(asset, company="Mine", specs_key=["k"], specs_value=["v"], specs_was=[""])
    update_asset(actor=Actor.system(), asset_id=asset.pk, values={"company": "Theirs"})
    before = state()
    answer = browser.post(f"/assets/{asset.pk}/edit", form)
    page = text(answer, 412)
    assert "Company Theirs Mine" in page
    assert state() == before
    assert 'value="k"' in html(answer, 412)
    browser.post(f"/assets/{asset.pk}/edit", {**form, "version": "2"})
    asset.refresh_from_db()
    assert (asset.company, asset.specs) == ("Mine", {"k": "v"})


@pytest.mark.parametrize("version", ["", "x", "0", "99999999999999999999"])
def test_a_form_without_a_version_saves_nothing(
    browser: Client, asset: Asset, version: str
) -> None:
    before = state()
    browser.post(f"/assets/{asset.pk}/edit", posted(asset, name="Other", version=version))
    assert state() == before


def test_an_archived_model_stays_linked_unless_another_is_chosen(
    browser: Client, model: AssetModel
) -> None:
    asset = make_asset(model_id=model.pk)
    archive_model(actor=Actor.system(), model_id=model.pk)
    asset.refresh_from_db()
    browser.post(f"/assets/{asset.pk}/edit", posted(asset, model="", notes="N"))
    asset.refresh_from_db()
    assert (asset.model_id, asset.notes) == (model.pk, "N")


def test_cloning_keeps_what_is_alike(browser: Client, model: AssetModel) -> None:
    asset = make_asset(
        name="Laptop", serial="SN-1", asset_tag="T1", model_id=model.pk, purchase_cost=100,
        useful_life_months=12, salvage_value=10, specs={"ports": [1, 2]},
    )  # fmt: skip
    page = html(browser.get(f"/assets/{asset.pk}/clone"))
    assert 'value="Laptop (copy)"' in page
    assert "SN-1" not in page.split("<main")[1]
    rows = specs(*((k, v, k) for k, v in (("ports", "[1,2]"), ("ram", "32 GB"))))
    sent = {**NEW, "name": "Laptop (copy)", "purchase_cost": "1.00", **rows, "model": model.pk}
    browser.post(f"/assets/{asset.pk}/clone", sent)
    copy = Asset.objects.exclude(pk=asset.pk).get()
    assert (copy.serial, copy.specs["ports"], copy.purchase_cost) == (None, [1, 2], 100)
    assert events(copy.pk) == ["CREATED"]


def test_pickers_are_for_those_who_may_read(member: Person, asset: Asset) -> None:
    Role.objects.filter(pk=MEMBER).update(permissions=["asset:read", "asset:write"])
    browser = signed_in(member)
    page = html(browser.get("/assets/new"))
    for name in ("model", "location", "owner"):
        assert f'name="{name}"' not in page
    asset.refresh_from_db()
    assert browser.post(f"/assets/{asset.pk}/edit", posted(asset, name="New")).status_code == 302


def test_viewers_get_no_form(viewer: Person, asset: Asset) -> None:
    browser, before = signed_in(viewer), state()
    for address in ("/assets/new", f"/assets/{asset.pk}/edit", f"/assets/{asset.pk}/clone"):
        assert browser.get(address).status_code == 403
        assert browser.post(address, NEW).status_code == 403
    assert state() == before


@pytest.mark.parametrize(
    ("address", "create"),
    [
        ("/asset-models/pick?q=think", "/asset-models/new?name=think"),
        ("/locations/pick?q=mad", "/locations/new?name=mad"),
        ("/settings/asset-categories/pick?q=note", "/settings/asset-categories/new?name=note"),
        ("/assets/people/pick?q=max", ""),
    ],
)
def test_pickers_find_and_offer_to_create(
    browser: Client, model: AssetModel, location: Location, member: Person, viewer: Person,
    address: str, create: str,
) -> None:  # fmt: skip
    page = html(browser.get(address))
    assert page.count('role="option"') == (2 if create else 1)
    assert (f'data-create="{create}"' in page) is bool(create)
    assert "data-create" not in html(signed_in(viewer).get(address), 403 if not create else 200)
