"""POST /api/assets/batch/*: one change for many, a result for each"""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Location
from lazyit.domains.assets.tests.told import events, last, refusal, state
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.search.models import SearchEntry
from tests.builders import Api, api_with, make_person
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db


def batch(api: Api, verb: str, ids: list[str], **more: Any) -> Any:
    answer = api.post(f"/api/assets/batch/{verb}", {"ids": ids, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def skipped(result: Any) -> dict[str, str]:
    return {each["id"]: each["reason"] for each in result["skipped"]}


def test_status_for_many(api: Api) -> None:
    one, two = make_asset(), make_asset(status="LOST")
    result = batch(api, "status", [one.pk, two.pk, "nobody"], status="LOST")
    assert (result["requested"], result["succeeded"]) == (3, [one.pk])
    assert skipped(result) == {two.pk: "already_in_state", "nobody": "not_found"}
    assert last(one.pk).payload == {"from": "OPERATIONAL", "to": "LOST"}
    assert events(two.pk) == ["CREATED"]


def test_location_model_and_company_for_many(
    api: Api, model: AssetModel, location: Location
) -> None:
    ids = [make_asset().pk, make_asset().pk]
    values = {"locationId": location.pk, "modelId": model.pk, "company": "Acme"}
    assert sorted(batch(api, "update", ids, values=values)["succeeded"]) == sorted(ids)
    assert set(events(ids[0])[1:]) == {"LOCATION_CHANGED", "MODEL_CHANGED", "UPDATED"}
    assert SearchEntry.objects.filter(record_id=ids[0], text__contains="ThinkPad").exists()
    assert Asset.objects.get(pk=ids[0]).version == 2


def test_null_clears_for_many(api: Api, asset: Asset) -> None:
    batch(api, "update", [asset.pk], values={"company": None})
    assert Asset.objects.get(pk=asset.pk).company is None


def test_assigning_and_releasing_many(api: Api, member: Person) -> None:
    one, two = make_asset(), make_asset()
    assign(two, member)
    result = batch(api, "assign", [one.pk, two.pk], userId=str(member.pk), notes="New hire")
    assert (result["succeeded"], skipped(result)) == ([one.pk], {two.pk: "already_in_state"})
    free = make_asset()
    result = batch(api, "release", [one.pk, two.pk, free.pk])
    assert sorted(result["succeeded"]) == sorted([one.pk, two.pk])
    assert skipped(result) == {free.pk: "already_in_state"}
    assert not Assignment.objects.active().exists()
    assert events(one.pk)[-1] == "RELEASED"


def test_archiving_and_restoring_many(api: Api) -> None:
    one, two = make_asset(serial="S1"), make_asset()
    assert sorted(batch(api, "delete", [one.pk, two.pk])["succeeded"]) == sorted([one.pk, two.pk])
    assert not SearchEntry.objects.filter(kind="asset", live=True).exists()
    make_asset(serial="S1")
    result = batch(api, "restore", [one.pk, two.pk, "nobody"])
    assert result["succeeded"] == [two.pk]
    assert skipped(result) == {one.pk: "conflict", "nobody": "not_found"}
    assert skipped(batch(api, "restore", [two.pk])) == {two.pk: "already_in_state"}


def test_ids_count_once(api: Api, asset: Asset) -> None:
    result = batch(api, "delete", [asset.pk, asset.pk])
    assert (result["requested"], result["succeeded"]) == (1, [asset.pk])


@pytest.mark.parametrize("ids", [[], [f"x{n}" for n in range(201)], ["not an id"], "one", None])
def test_one_to_two_hundred_ids(api: Api, ids: object) -> None:
    assert refusal(api.post("/api/assets/batch/delete", {"ids": ids}))[0] == 400


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("status", {"status": "BROKEN"}),
        ("status", {}),
        ("update", {"values": {}}),
        ("update", {"values": {"name": "Same"}}),
        ("update", {"values": {"modelId": "nobody"}}),
        ("update", {"values": {"locationId": "nobody"}}),
        ("assign", {"userId": "00000000-0000-0000-0000-000000000000"}),
        ("delete", {"surprise": 1}),
    ],
)
def test_wrong_values_change_nothing(
    api: Api, asset: Asset, verb: str, more: dict[str, Any]
) -> None:
    before = state()
    assert api.post(f"/api/assets/batch/{verb}", {"ids": [asset.pk], **more}).status_code == 400
    assert state() == before


def test_inactive_people_get_nothing(api: Api, asset: Asset) -> None:
    body = {"ids": [asset.pk], "userId": str(make_person(is_active=False).pk)}
    assert refusal(api.post("/api/assets/batch/assign", body))[2] == ["userId"]


@pytest.mark.parametrize(
    ("verb", "more", "held"),
    [
        ("delete", {}, "asset:write"),
        ("restore", {}, "asset:write"),
        ("status", {"status": "LOST"}, "asset:delete"),
        ("update", {"values": {"company": "X"}}, "asset:delete"),
        ("release", {}, "asset:delete"),
        ("assign", {"userId": "00000000-0000-0000-0000-000000000000"}, "asset:delete"),
    ],
)
def test_the_wrong_role_is_refused(
    asset: Asset, verb: str, more: dict[str, Any], held: str
) -> None:
    api, before = api_with("asset:read", held), state()
    answer = api.post(f"/api/assets/batch/{verb}", {"ids": [asset.pk], **more})
    assert (answer.status_code, state()) == (403, before)


def test_archived_assets_are_not_found(api: Api, asset: Asset) -> None:
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    assert skipped(batch(api, "status", [asset.pk], status="LOST")) == {asset.pk: "not_found"}
