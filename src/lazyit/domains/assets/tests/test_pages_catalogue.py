"""/asset-models, /settings/asset-categories, /locations"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lazyit.domains.assets.actions.catalogue import archive_model, update_model
from lazyit.domains.assets.models import (
    Asset,
    AssetModel,
    AssetModelHistory,
    Category,
    Location,
    LocationHistory,
)
from lazyit.domains.assets.tests.pages import DIALOG, html, rows, said, text, triggered
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.models import Role
from tests.builders import signed_in
from tests.register import assign, make_asset, make_category, make_location, make_model

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
INLINE = {"HX-Request": "true", "X-Inline": "create"}
NEW = {
    "/asset-models": {"name": "Latitude", "manufacturer": "Dell"},
    "/settings/asset-categories": {"name": "Tablet"},
    "/locations": {"name": "Lisbon", "type": "OFFICE"},
}
TABLES: dict[str, Any] = {
    "/asset-models": AssetModel,
    "/settings/asset-categories": Category,
    "/locations": Location,
}


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


def make(path: str) -> Any:
    maker = {"/asset-models": make_model, "/locations": make_location}.get(path, make_category)
    return maker(name="Thing")


@pytest.mark.parametrize("path", NEW)
def test_creating(browser: Client, path: str) -> None:
    assert "<form" in html(browser.get(f"{path}/new?name=Given"))
    assert 'value="Given"' in html(browser.get(f"{path}/new?name=Given"))
    answer = browser.post(f"{path}/new", NEW[path], follow=True)
    made = TABLES[path].objects.get(name=NEW[path]["name"])
    wanted = path if "categories" in path else f"{path}/{made.pk}"
    assert answer.redirect_chain == [(wanted, 302)]
    assert f"“{made.name}” was created." in text(answer)


@pytest.mark.parametrize("path", NEW)
def test_creating_from_a_picker(browser: Client, path: str) -> None:
    answer = browser.post(f"{path}/new", NEW[path], headers=INLINE)
    made = TABLES[path].objects.get(name=NEW[path]["name"])
    created = triggered(answer)["lz:created"]
    assert (answer.status_code, created["value"], created["text"]) == (204, made.pk, made.name)


@pytest.mark.parametrize("path", NEW)
def test_what_is_wrong_is_said(browser: Client, path: str) -> None:
    page = text(browser.post(f"{path}/new", {**NEW[path], "name": " "}), 400)
    assert "This field is required." in page
    assert not TABLES[path].objects.filter(pk__startswith="0").exists() or "categor" in path


@pytest.mark.parametrize("path", NEW)
def test_editing_and_stale_forms(browser: Client, path: str) -> None:
    thing = make(path)
    form = {**NEW[path], "name": "Renamed", "version": "1"}
    assert browser.post(f"{path}/{thing.pk}/edit", form).status_code == 302
    thing.refresh_from_db()
    assert (thing.name, thing.version) == ("Renamed", 2)
    stale = browser.post(f"{path}/{thing.pk}/edit", {**form, "name": "Late"})
    assert "Name Renamed Late" in text(stale, 412)
    thing.refresh_from_db()
    assert thing.version == 2


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/asset-models", "2 assets are of this model"),
        ("/settings/asset-categories", "1 model is in this category"),
        ("/locations", "2 assets stand here; they keep the link"),
    ],
)
def test_archiving_says_in_numbers_what_it_means(browser: Client, path: str, words: str) -> None:
    thing = make(path)
    if path == "/settings/asset-categories":
        make_model(category_id=thing.pk)
    else:
        column = "model_id" if path == "/asset-models" else "location_id"
        for _n in range(2):
            make_asset(**{column: thing.pk})
    assert words in text(browser.get(f"{path}/{thing.pk}/archive"))
    answer = browser.post(f"{path}/{thing.pk}/archive", headers=DIALOG)
    assert said(answer) == "“Thing” was archived."
    undone = browser.post(triggered(answer)["lz:toast"]["undo"], headers=DIALOG)
    assert said(undone) == "“Thing” is in use again."


@pytest.mark.parametrize("path", NEW)
def test_archived_ones_are_restored_from_the_list(browser: Client, path: str) -> None:
    thing = make(path)
    browser.post(f"{path}/{thing.pk}/archive")
    assert f'action="{path}/{thing.pk}/restore"' in html(browser.get(f"{path}?archived=only"))
    assert browser.get(f"{path}/{thing.pk}/edit").status_code == 404


def test_a_restore_that_clashes_says_why(browser: Client) -> None:
    model = make_model(sku="A")
    archive_model(actor=SYSTEM, model_id=model.pk)
    make_model(sku="A")
    answer = browser.post(f"/asset-models/{model.pk}/restore", headers=DIALOG)
    assert triggered(answer)["lz:toast"]["tone"] == "error"


@pytest.mark.parametrize("path", NEW)
def test_viewers_look_only(viewer: Person, path: str) -> None:
    thing, browser = make(path), signed_in(viewer)
    page = html(browser.get(path))
    assert "Thing" in page
    for part in ("/new", "/edit", "/archive", "archived=only"):
        assert f"{path}{part}" not in page
    for rest in ("new", f"{thing.pk}/edit", f"{thing.pk}/archive", f"{thing.pk}/restore"):
        assert browser.post(f"{path}/{rest}", NEW[path]).status_code == 403
    assert TABLES[path].objects.get(pk=thing.pk).version == 1


@pytest.mark.parametrize("path", NEW)
def test_unknown_ones_are_not_found(browser: Client, path: str) -> None:
    for rest in ("edit", "archive"):
        assert browser.get(f"{path}/nobody/{rest}").status_code == 404
    assert browser.post(f"{path}/nobody/restore").status_code == 404


def test_the_list_of_models_counts_assets(browser: Client, model: AssetModel) -> None:
    make_asset(model_id=model.pk)
    make_model(name="Alpha", manufacturer="Acme")
    answer = browser.get("/asset-models")
    assert rows(answer) == ["Alpha", "ThinkPad T14"]
    assert f'href="/assets?model={model.pk}">1</a>' in html(answer)
    assert rows(browser.get(f"/asset-models?category={model.category_id}")) == ["ThinkPad T14"]
    assert rows(browser.get("/asset-models?q=acme")) == ["Alpha"]
    assert "Notebook" in text(browser.get("/asset-models/filters/category?find=note"))


def test_the_record_of_a_model(browser: Client, model: AssetModel, member: Person) -> None:
    asset = make_asset(name="One of them", model_id=model.pk)
    assign(asset, member)
    update_model(actor=SYSTEM, model_id=model.pk, values={"specs": {"ram": "8 GB"}})
    page = text(browser.get(f"/asset-models/{model.pk}"))
    for words in ("Lenovo", "Notebook", "21ML", "One of them", "Max Member", "8 GB", "edited it"):
        assert words in page
    assert "Lenovo" in text(browser.get(f"/asset-models/{model.pk}/preview"))
    assert AssetModelHistory.objects.count() == 2


def test_a_record_shows_the_newest_assets_and_leads_to_all(
    browser: Client, model: AssetModel
) -> None:
    for _n in range(21):
        make_asset(model_id=model.pk)
    page = html(browser.get(f"/asset-models/{model.pk}"))
    assert f'href="/assets?model={model.pk}">Show all 21 in the list' in page


def test_the_dictionary_of_a_category(browser: Client) -> None:
    rows_ = {
        "specs_schema_key": ["ram", "os", ""],
        "specs_schema_label": ["Memory", "", ""],
        "specs_schema_type": ["number", "enum", "string"],
        "specs_schema_required": ["yes", "", ""],
        "specs_schema_values": ["", "Linux, macOS,Linux", ""],
    }
    browser.post("/settings/asset-categories/new", {"name": "Tablet", **rows_})
    category = Category.objects.get(name="Tablet")
    ram, system = category.specs_schema
    assert (ram["key"], ram["label"], ram["required"]) == ("ram", "Memory", True)
    assert (system["label"], system["enumValues"]) == ("os", ["Linux", "macOS"])
    page = html(browser.get(f"/settings/asset-categories/{category.pk}/edit"))
    assert 'value="Linux, macOS"' in page
    wrong = {**rows_, "specs_schema_values": ["", "", ""], "name": "Other"}
    answer = browser.post("/settings/asset-categories/new", wrong)
    assert "A field of choices needs at least one." in text(answer, 400)
    twice = {**rows_, "specs_schema_key": ["ram", "ram", ""], "name": "Other"}
    assert "twice" in text(browser.post("/settings/asset-categories/new", twice), 400)


def test_the_list_of_categories_counts_uses(browser: Client, model: AssetModel) -> None:
    make_asset(model_id=model.pk)
    page = html(browser.get("/settings/asset-categories"))
    assert f'href="/asset-models?category={model.category_id}">1</a>' in page
    assert f'href="/assets?category={model.category_id}">1</a>' in page


def test_the_tree_of_locations(browser: Client) -> None:
    city = make_location(name="City")
    room = make_location(name="Room", parent_id=city.pk)
    make_location(name="Annex")
    make_asset(location_id=room.pk)
    answer = browser.get("/locations/tree")
    assert rows(answer) == ["Annex", "City", "Room"]
    page = html(answer)
    assert 'class="primary clip depth-1"' in page
    assert f'href="/assets?within={city.pk}">1</a>' in page
    browser.post(f"/locations/{city.pk}/archive")
    assert rows(browser.get("/locations/tree")) == ["Annex", "Room"]


def test_an_empty_tree_offers_the_first_place(browser: Client) -> None:
    assert "No locations yet" in text(browser.get("/locations/tree"))


def test_the_list_of_locations(browser: Client) -> None:
    city = make_location(name="City", address="Gran Vía 1")
    make_location(name="Room", type="RACK", parent_id=city.pk)
    assert rows(browser.get("/locations")) == ["City", "Room"]
    assert rows(browser.get("/locations?type=RACK&q=room")) == ["Room"]
    assert rows(browser.get(f"/locations?parent={city.pk}")) == ["Room"]
    assert "City" in text(browser.get("/locations/filters/parent?find=cit"))


def test_the_record_of_a_location(browser: Client, member: Person) -> None:
    city = make_location(name="City", address="Gran Vía 1", floor="3")
    room = make_location(name="Room", parent_id=city.pk, notes="Key at the desk")
    make_asset(name="In the room", location_id=room.pk)
    page = text(browser.get(f"/locations/{city.pk}"))
    assert [w in page for w in ("Gran Vía 1", "Places inside", "Room", "No assets here.")] == [
        True
    ] * 4
    assert "In the room" in text(browser.get(f"/locations/{city.pk}?below=1"))
    assert "Key at the desk" in text(browser.get(f"/locations/{room.pk}"))
    assert "City" in text(browser.get(f"/locations/{room.pk}/preview"))


def test_moving_a_location_into_itself_is_said_beside_the_field(browser: Client) -> None:
    city = make_location(name="City")
    room = make_location(name="Room", parent_id=city.pk)
    form = {"name": "City", "type": "OFFICE", "parent": room.pk, "version": "1"}
    page = text(browser.post(f"/locations/{city.pk}/edit", form), 400)
    assert "A location cannot lie inside itself." in page
    assert LocationHistory.objects.filter(event="UPDATED").count() == 0


def test_an_archived_parent_stays_linked_when_its_child_is_saved(browser: Client) -> None:
    city = make_location(name="City")
    room = make_location(name="Room", parent_id=city.pk)
    browser.post(f"/locations/{city.pk}/archive")
    form = {"name": "Room 1", "type": "OFFICE", "parent": "", "version": "1"}
    browser.post(f"/locations/{room.pk}/edit", form)
    room.refresh_from_db()
    assert (room.name, room.parent_id) == ("Room 1", city.pk)


def test_records_hide_assets_from_those_who_may_not_read_them(member: Person) -> None:
    model = make_model()
    make_asset(name="Hidden", model_id=model.pk)
    Role.objects.filter(pk="MEMBER").update(permissions=["assetModel:read"])
    page = text(signed_in(member).get(f"/asset-models/{model.pk}"))
    assert "Hidden" not in page
    assert Asset.objects.count() == 1
