"""/api/asset-models: models and their default custom fields"""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.domains.assets.actions.catalogue import archive_category, archive_model
from lazyit.domains.assets.models import AssetModel, AssetModelHistory
from lazyit.domains.assets.tests.told import refusal
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs.models import Job
from tests.builders import Api, api_with
from tests.register import make_asset, make_category, make_model

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
NEW = {"name": "ThinkPad", "manufacturer": "Lenovo"}


def listed(api: Api, **query: Any) -> list[str]:
    return [m["name"] for m in api.get("/api/asset-models", **query).json()["items"]]


def told() -> list[str]:
    return list(AssetModelHistory.objects.order_by("id").values_list("event", flat=True))


def test_creating_reading_changing(api: Api) -> None:
    category = make_category(name="Notebook")
    body = api.post("/api/asset-models", {**NEW, "categoryId": category.pk}).json()
    one = api.get(f"/api/asset-models/{body['id']}")
    assert (one.json()["category"], one["ETag"]) == ({"id": category.pk, "name": "Notebook"}, '"1"')
    changed = api.patch(f"/api/asset-models/{body['id']}", {"categoryId": None, "sku": "X"}).json()
    assert (changed["categoryId"], changed["sku"], changed["version"]) == (None, "X", 2)
    assert told() == ["CREATED", "UPDATED"]
    payload = AssetModelHistory.objects.latest("id").payload or {}
    assert payload["fields"] == {
        "category_id": {"from": category.pk, "to": None},
        "sku": {"from": None, "to": "X"},
    }


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": ""}, "name"),
        ({"manufacturer": " "}, "manufacturer"),
        ({"manufacturer": "x" * 201}, "manufacturer"),
        ({"sku": "x" * 101}, "sku"),
        ({"description": "x" * 2001}, "description"),
        ({"categoryId": "nobody"}, "categoryId"),
        ({"specs": {"k": "x" * 4001}}, "specs.k"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_wrong_fields_are_named(api: Api, changed: dict[str, Any], path: str) -> None:
    assert refusal(api.post("/api/asset-models", {**NEW, **changed}))[::2] == (400, [path])
    assert not AssetModel.objects.exists()


def test_names_may_repeat_but_not_skus(api: Api) -> None:
    assert api.post("/api/asset-models", {**NEW, "sku": "A"}).status_code == 201
    assert api.post("/api/asset-models", {**NEW, "sku": "B"}).status_code == 201
    assert refusal(api.post("/api/asset-models", {**NEW, "sku": "A"})) == (409, "taken", ["sku"])


def test_a_new_name_is_searched_at_once_or_by_a_job(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = make_model(name="Old")
    make_asset(name="One", model_id=model.pk)
    monkeypatch.setattr("lazyit.domains.assets.actions.catalogue.REFRESH_INLINE", 0)
    api.patch(f"/api/asset-models/{model.pk}", {"name": "Renamed"})
    assert Job.objects.get().payload == {"modelId": model.pk}


def test_default_fields_change_no_asset(api: Api) -> None:
    model = make_model(specs={"ram": "8"})
    asset = make_asset(model_id=model.pk)
    api.patch(f"/api/asset-models/{model.pk}", {"specs": {"ram": "16"}})
    assert api.get(f"/api/assets/{asset.pk}").json()["specs"] == {"ram": "8"}


def test_archiving_is_always_allowed_and_restoring_may_conflict(api: Api) -> None:
    model = make_model(sku="A")
    make_asset(model_id=model.pk)
    assert api.delete(f"/api/asset-models/{model.pk}").status_code == 200
    assert api.get(f"/api/asset-models/{model.pk}").status_code == 404
    make_model(sku="A")
    assert refusal(api.post(f"/api/asset-models/{model.pk}/restore")) == (409, "taken", ["sku"])


def test_an_archived_category_reads_as_null(api: Api) -> None:
    category = make_category()
    model = make_model(category_id=category.pk)
    archive_category(actor=SYSTEM, category_id=category.pk)
    body = api.get(f"/api/asset-models/{model.pk}").json()
    assert (body["category"], body["categoryId"]) == (None, category.pk)
    assert api.get("/api/asset-models").json()["items"][0]["category"] is None
    assert refusal(api.post("/api/asset-models", {**NEW, "categoryId": category.pk}))[0] == 400


def test_the_list_searches_filters_and_sorts(api: Api) -> None:
    category = make_category()
    make_model(name="Beta", manufacturer="Zeta", sku="S-1", category_id=category.pk)
    make_model(name="álpha", manufacturer="Acme")
    assert listed(api) == ["álpha", "Beta"]
    assert listed(api, sort="name") == listed(api, sort="manufacturer") == ["álpha", "Beta"]
    assert listed(api, q="zeta s-1") == listed(api, categoryId=category.pk) == ["Beta"]
    archive_model(actor=SYSTEM, model_id=AssetModel.objects.get(sku="S-1").pk)
    assert (listed(api), listed(api, deleted="only")) == (["álpha"], ["Beta"])


def test_history_and_stale_writes(api: Api) -> None:
    model = make_model()
    assert (
        api.patch(f"/api/asset-models/{model.pk}", {"sku": "1"}, if_match='"7"').status_code == 412
    )
    [row] = api.get(f"/api/asset-models/{model.pk}/history").json()
    assert (row["event"], row["actor"]["type"]) == ("CREATED", "system")


@pytest.mark.parametrize(
    ("held", "method", "rest"),
    [
        ("assetModel:read", "POST", ""),
        ("assetModel:read", "PATCH", "/{id}"),
        ("assetModel:write", "DELETE", "/{id}"),
        ("assetModel:write", "POST", "/{id}/restore"),
        ("asset:read", "GET", "/{id}"),
        ("asset:read", "GET", ""),
        ("asset:read", "GET", "/{id}/history"),
    ],
)
def test_the_wrong_role_is_refused(db: None, held: str, method: str, rest: str) -> None:
    model = make_model()
    answer = api_with(held).send(method, f"/api/asset-models{rest.format(id=model.pk)}", NEW)
    assert (answer.status_code, told()) == (403, ["CREATED"])


@pytest.mark.parametrize("model_id", ["nobody", "not an id"])
def test_unknown_models_are_not_found(api: Api, model_id: str) -> None:
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore")):
        assert api.send(method, f"/api/asset-models/{model_id}{rest}", NEW).status_code == 404
