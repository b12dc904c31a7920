"""History of an asset: every field, before and after, by whom"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from lazyit.domains.assets.models import Asset, AssetHistory, AssetModel, Location
from lazyit.domains.assets.tests.told import events, last, refusal
from lazyit.foundation.accounts.models import Person
from tests.builders import Api, api_as

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "before", "after"),
    [
        ("name", "New", "Laptop 1", "New"),
        ("serial", "SN2", "SN1", "SN2"),
        ("company", None, "Example Ltd", None),
        ("notes", "N", None, "N"),
        ("purchaseDate", "2024-01-31", None, "2024-01-31"),
        ("warrantyEnd", "2024-01-31", None, "2024-01-31"),
        ("purchaseCost", 5, None, 5),
        ("salvageValue", 5, None, 5),
        ("usefulLifeMonths", 5, None, 5),
    ],
)
def test_plain_fields_share_one_row(
    api: Api, asset: Asset, field: str, value: Any, before: Any, after: Any
) -> None:
    api.patch(f"/api/assets/{asset.pk}", {field: value})
    [row] = api.get(f"/api/assets/{asset.pk}/history", limit=1).json()
    assert row["event"] == "UPDATED"
    assert row["payload"] == {"fields": {field: {"from": before, "to": after}}}


def test_status_location_model_and_tag_have_rows_of_their_own(
    api: Api, asset: Asset, model: AssetModel, location: Location
) -> None:
    changed = {"status": "LOST", "locationId": location.pk, "modelId": model.pk, "assetTag": "T"}
    api.patch(f"/api/assets/{asset.pk}", {**changed, "notes": "N", "company": "C"})
    rows = api.get(f"/api/assets/{asset.pk}/history").json()
    told = {row["event"]: row["payload"] for row in rows}
    assert told.pop("UPDATED")["fields"].keys() == {"notes", "company"}
    assert told == {
        "CREATED": None,
        "STATUS_CHANGED": {"from": "OPERATIONAL", "to": "LOST"},
        "LOCATION_CHANGED": {"from": None, "to": location.pk},
        "MODEL_CHANGED": {"from": None, "to": model.pk},
        "TAG_CHANGED": {"from": "LZ-1", "to": "T"},
    }


def test_custom_fields_tell_the_changed_keys(api: Api, asset: Asset) -> None:
    api.patch(f"/api/assets/{asset.pk}", {"specs": {"a": "1", "b": [1]}})
    api.patch(f"/api/assets/{asset.pk}", {"specs": {"b": [1], "c": "x" * 300}})
    payload = last(asset.pk).payload or {}
    assert payload["keys"]["a"] == {"from": "1", "to": None}
    assert payload["keys"]["c"]["to"] == "x" * 199 + "…"
    assert "b" not in payload["keys"]


def test_the_order_of_keys_is_no_change(api: Api, asset: Asset) -> None:
    api.patch(f"/api/assets/{asset.pk}", {"specs": {"a": "1", "b": {"x": 1, "y": 2}}})
    api.patch(f"/api/assets/{asset.pk}", {"specs": {"b": {"y": 2, "x": 1}, "a": "1"}})
    assert events(asset.pk) == ["CREATED", "SPECS_CHANGED"]


def test_the_actor_is_who_asked(api: Api, asset: Asset, admin: Person) -> None:
    api_as(admin).patch(f"/api/assets/{asset.pk}", {"notes": "By a person"})
    api.patch(f"/api/assets/{asset.pk}", {"notes": "By a machine"})
    machine, person, system = api.get(f"/api/assets/{asset.pk}/history").json()
    assert machine["actor"]["type"] == "serviceAccount"
    assert person["actor"] == {"type": "person", "id": str(admin.pk), "name": "Ada Admin"}
    assert (person["performedById"], system["performedById"]) == (str(admin.pk), None)
    assert system["actor"] == {"type": "system", "id": None, "name": "lazyit"}


def test_reading_by_cursor(api: Api, asset: Asset) -> None:
    for n in range(3):
        api.patch(f"/api/assets/{asset.pk}", {"notes": str(n)})
    address = f"/api/assets/{asset.pk}/history"
    first, second = api.get(address, limit=2).json()
    assert first["id"] > second["id"]
    rest = api.get(address, before=second["id"]).json()
    assert [row["event"] for row in rest] == ["UPDATED", "CREATED"]


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "101"}, {"before": "x"}, {"limit": "-1"}]
)
def test_wrong_cursors_are_refused(api: Api, asset: Asset, query: dict[str, str]) -> None:
    answer = api.get(f"/api/assets/{asset.pk}/history", **query)
    assert refusal(answer)[::2] == (400, list(query))


def test_the_history_of_archived_assets_is_hidden_with_them(api: Api, asset: Asset) -> None:
    api.delete(f"/api/assets/{asset.pk}")
    assert api.get(f"/api/assets/{asset.pk}/history").status_code == 404


def test_postgresql_itself_keeps_history(asset: Asset) -> None:
    for change in (
        lambda: AssetHistory.objects.update(event="OTHER"),
        lambda: AssetHistory.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            change()
    assert events(asset.pk) == ["CREATED"]
