"""GET, POST /api/assets · GET, PATCH, DELETE /api/assets/:id · POST …/restore · companies, mine"""

from __future__ import annotations

import json
from typing import Any

import pytest

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.domains.assets.actions.catalogue import archive_model
from lazyit.domains.assets.actions.locations import archive_location
from lazyit.domains.assets.models import Asset, AssetModel, Location
from lazyit.domains.assets.tests.told import events, last, refusal, state
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.search.models import SearchEntry
from tests.builders import Api, api_as, api_of, api_with, make_service_account
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
NEW = {"name": "Laptop", "status": "OPERATIONAL"}


def test_creating_answers_the_plain_asset(api: Api) -> None:
    answer = api.post("/api/assets", {**NEW, "serial": " SN9 ", "company": "  "})
    body = answer.json()
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    assert (body["serial"], body["company"], body["specs"], body["version"]) == ("SN9", None, {}, 1)
    assert "model" not in body


def test_creating_writes_history_and_can_be_found(api: Api) -> None:
    asset_id = api.post("/api/assets", NEW).json()["id"]
    assert events(asset_id) == ["CREATED"]
    assert last(asset_id).service_account_id is not None
    assert SearchEntry.objects.filter(kind="asset", record_id=asset_id, live=True).exists()


def test_a_model_brings_its_custom_fields_and_the_assets_own_win(
    api: Api, model: AssetModel
) -> None:
    body = api.post("/api/assets", {**NEW, "modelId": model.pk, "specs": {"ram": "64 GB"}}).json()
    assert body["specs"] == {"ram": "64 GB", "cpu": "8 cores"}


def test_dates_come_as_days_or_instants_and_go_as_midnight(api: Api) -> None:
    sent = {**NEW, "purchaseDate": "2024-02-29", "warrantyEnd": "2027-01-01T23:30:00-02:00"}
    body = api.post("/api/assets", sent).json()
    assert body["purchaseDate"] == "2024-02-29T00:00:00.000Z"
    assert body["warrantyEnd"] == "2027-01-02T00:00:00.000Z"


def test_money_is_64_bits_wide(api: Api) -> None:
    largest = 9_007_199_254_740_991
    assert (
        api.post("/api/assets", {**NEW, "purchaseCost": largest}).json()["purchaseCost"] == largest
    )
    assert api.post("/api/assets", {**NEW, "purchaseCost": largest + 1}).status_code == 400


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"status": "BROKEN"}, "status"),
        ({"serial": "x" * 201}, "serial"),
        ({"purchaseCost": -1}, "purchaseCost"),
        ({"purchaseCost": 1.5}, "purchaseCost"),
        ({"usefulLifeMonths": 2_147_483_648}, "usefulLifeMonths"),
        ({"purchaseDate": "29.02.2024"}, "purchaseDate"),
        ({"purchaseDate": "2023-02-29"}, "purchaseDate"),
        ({"notes": "x" * 2001}, "notes"),
        ({"modelId": "nobody"}, "modelId"),
        ({"locationId": "not an id"}, "locationId"),
        ({"createdAt": "2020-01-01"}, "createdAt"),
        ({"version": 3}, "version"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    api: Api, changed: dict[str, Any], path: str
) -> None:
    answer = api.post("/api/assets", {**NEW, **changed})
    assert (answer.status_code, refusal(answer)[2]) == (400, [path])
    assert not Asset.objects.exists()


@pytest.mark.parametrize("missing", ["name", "status"])
def test_name_and_status_are_required(api: Api, missing: str) -> None:
    answer = api.post("/api/assets", {k: v for k, v in NEW.items() if k != missing})
    assert refusal(answer) == (400, "invalid", [missing])


@pytest.mark.parametrize(("wire", "value"), [("serial", "SN1"), ("assetTag", "LZ-1")])
def test_a_taken_value_is_a_conflict(api: Api, asset: Asset, wire: str, value: str) -> None:
    before = state()
    assert refusal(api.post("/api/assets", {**NEW, wire: value})) == (409, "taken", [wire])
    assert state() == before


def test_archiving_frees_serial_and_tag(api: Api, asset: Asset) -> None:
    api.delete(f"/api/assets/{asset.pk}")
    assert api.post("/api/assets", {**NEW, "serial": "SN1", "assetTag": "LZ-1"}).status_code == 201


def test_archived_parents_are_refused(api: Api, model: AssetModel, location: Location) -> None:
    archive_model(actor=SYSTEM, model_id=model.pk)
    archive_location(actor=SYSTEM, location_id=location.pk)
    assert refusal(api.post("/api/assets", {**NEW, "modelId": model.pk}))[2] == ["modelId"]
    assert refusal(api.post("/api/assets", {**NEW, "locationId": location.pk}))[2] == ["locationId"]


def test_one_asset_comes_with_relations_owners_and_book_value(
    api: Api, model: AssetModel, location: Location, member: Person
) -> None:
    asset = make_asset(model_id=model.pk, location_id=location.pk, purchase_cost=10_000)
    assign(asset, member)
    body = api.get(f"/api/assets/{asset.pk}").json()
    assert body["model"]["category"]["name"] == "Notebook"
    assert [p["name"] for p in body["location"]["path"]] == ["Madrid"]
    assert body["activeAssignments"][0]["user"]["firstName"] == "Max"
    assert body["currentBookValue"] == 10_000


def test_archived_parents_read_as_null_and_heal(
    api: Api, model: AssetModel, location: Location
) -> None:
    asset = make_asset(model_id=model.pk, location_id=location.pk)
    archive_model(actor=SYSTEM, model_id=model.pk)
    archive_location(actor=SYSTEM, location_id=location.pk)
    body = api.get(f"/api/assets/{asset.pk}").json()
    assert (body["model"], body["location"]) == (None, None)
    api.post(f"/api/asset-models/{model.pk}/restore")
    assert api.get(f"/api/assets/{asset.pk}").json()["model"]["id"] == model.pk


def test_email_of_owners_only_for_readers_of_people(asset: Asset, member: Person) -> None:
    assign(asset, member)
    for permissions, seen in ((("asset:read", "user:read"), True), (("asset:read",), False)):
        one = api_with(*permissions).get(f"/api/assets/{asset.pk}").json()
        many = api_with(*permissions).get("/api/assets").json()["items"][0]
        assert ("email" in one["activeAssignments"][0]["user"]) is seen
        assert ("email" in many["activeAssignments"][0]["user"]) is seen


def test_patch_changes_only_what_is_sent_and_null_clears(api: Api, asset: Asset) -> None:
    answer = api.patch(f"/api/assets/{asset.pk}", {"company": None, "notes": "Hinge loose"})
    body = answer.json()
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert (body["company"], body["notes"], body["serial"]) == (None, "Hinge loose", "SN1")


def test_null_clears_every_nullable_field(api: Api, model: AssetModel, location: Location) -> None:
    full = {
        "serial": "S", "assetTag": "T", "modelId": model.pk, "locationId": location.pk,
        "company": "C", "purchaseDate": "2024-01-01", "warrantyEnd": "2025-01-01",
        "purchaseCost": 1, "salvageValue": 1, "usefulLifeMonths": 1, "notes": "N",
    }  # fmt: skip
    asset_id = api.post("/api/assets", {**NEW, **full}).json()["id"]
    cleared = api.patch(f"/api/assets/{asset_id}", dict.fromkeys(full)).json()
    assert {name: cleared[name] for name in full} == dict.fromkeys(full)


@pytest.mark.parametrize("body", [{}, {"name": None}, {"status": None}, {"name": ""}])
def test_patches_that_change_nothing_or_clear_the_required_are_refused(
    api: Api, asset: Asset, body: dict[str, Any]
) -> None:
    before = state()
    assert api.patch(f"/api/assets/{asset.pk}", body).status_code == 400
    assert state() == before


def test_a_patch_with_present_values_writes_no_history(api: Api, asset: Asset) -> None:
    body = api.patch(f"/api/assets/{asset.pk}", {"name": asset.name, "specs": {}}).json()
    assert (body["version"], events(asset.pk)) == (1, ["CREATED"])


def test_a_stale_write_is_refused(api: Api, asset: Asset) -> None:
    api.patch(f"/api/assets/{asset.pk}", {"name": "First"}, if_match='"1"')
    before = state()
    answer = api.patch(f"/api/assets/{asset.pk}", {"name": "Second"}, if_match='"1"')
    assert (refusal(answer)[:2], answer.json()["currentVersion"]) == ((412, "stale"), 2)
    assert (
        api.patch(f"/api/assets/{asset.pk}", {"name": "X"}, if_match="nonsense").status_code == 400
    )
    assert api.delete(f"/api/assets/{asset.pk}", if_match='"1"').status_code == 412
    assert state() == before


def test_archiving_hides_and_restoring_brings_back(api: Api, asset: Asset) -> None:
    assert api.delete(f"/api/assets/{asset.pk}").json()["deletedAt"]
    assert api.get(f"/api/assets/{asset.pk}").status_code == 404
    assert api.delete(f"/api/assets/{asset.pk}").status_code == 404
    answer = api.post(f"/api/assets/{asset.pk}/restore")
    assert (answer.status_code, "currentBookValue" in answer.json()) == (201, True)
    assert events(asset.pk) == ["CREATED", "DELETED", "RESTORED"]


def test_restoring_a_live_asset_changes_nothing(api: Api, asset: Asset) -> None:
    assert api.post(f"/api/assets/{asset.pk}/restore").json()["version"] == 1
    assert events(asset.pk) == ["CREATED"]


def test_restoring_onto_a_taken_serial_is_a_conflict(api: Api, asset: Asset) -> None:
    archive_asset(actor=SYSTEM, asset_id=asset.pk)
    make_asset(serial="SN1")
    before = state()
    assert refusal(api.post(f"/api/assets/{asset.pk}/restore")) == (409, "taken", ["serial"])
    assert state() == before


@pytest.mark.parametrize("asset_id", ["nobody", "with space", "x" * 37, "ü", "a.b"])
def test_an_id_of_nothing_is_not_found(api: Api, asset_id: str) -> None:
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore")):
        answer = api.send(method, f"/api/assets/{asset_id}{rest}", {"name": "X"})
        assert answer.status_code == 404, (method, rest)


@pytest.mark.parametrize(
    ("permission", "method", "rest"),
    [
        ("asset:read", "POST", ""),
        ("asset:read", "PATCH", "/{id}"),
        ("asset:write", "DELETE", "/{id}"),
        ("asset:write", "POST", "/{id}/restore"),
        ("asset:write", "GET", "/{id}"),
        ("asset:write", "GET", ""),
        ("location:read", "GET", "/companies"),
        ("location:read", "GET", "/{id}/history"),
        ("location:read", "GET", "/{id}/assignments"),
        ("location:read", "GET", "/export"),
    ],
)
def test_the_wrong_role_is_refused(asset: Asset, permission: str, method: str, rest: str) -> None:
    api, before = api_with(permission), state()
    answer = api.send(method, f"/api/assets{rest.format(id=asset.pk)}", NEW)
    assert refusal(answer)[:2] == (403, "forbidden")
    assert state() == before


def test_strangers_are_not_let_in(db: None) -> None:
    assert Api().get("/api/assets").status_code == 401


def test_companies_are_the_labels_in_use(api: Api, asset: Asset) -> None:
    archive_asset(actor=SYSTEM, asset_id=make_asset(company="Gone").pk)
    make_asset(company="Acme, Inc.")
    assert api.get("/api/assets/companies").json() == ["Acme, Inc.", "Example Ltd"]


def test_mine_is_what_the_caller_holds(viewer: Person, member: Person, asset: Asset) -> None:
    own = assign(asset, viewer)
    assign(asset, member)
    [row] = api_as(viewer).get("/api/assets/mine").json()
    assert (row["id"], row["assignment"]["id"]) == (asset.pk, own.pk)


def test_mine_is_for_people_only(db: None) -> None:
    account = make_service_account("asset:read")
    assert refusal(api_of(account).get("/api/assets/mine"))[:2] == (403, "people_only")


def test_bad_json_is_refused(api: Api) -> None:
    for body in (b"{", b"[1]", b'"text"', b"\xff", json.dumps({**NEW, "name": "\ud800"}).encode()):
        assert api.post("/api/assets", body).status_code == 400
    assert not Asset.objects.exists()
