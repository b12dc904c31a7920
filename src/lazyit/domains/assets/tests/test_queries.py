"""How many queries each list, record and write takes, whatever the number of rows"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from lazyit.domains.assets.models import Asset
from lazyit.foundation.accounts.models import Person
from tests.builders import Api, make_person, signed_in
from tests.counting import assert_query_count
from tests.register import assign, make_asset, make_category, make_location, make_model

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).with_name("query_counts.json")


@pytest.fixture
def estate(db: None) -> Asset:
    """Six assets with everything that could cost a query each."""
    city = make_location()
    for _n in range(6):
        model = make_model(category_id=make_category().pk)
        room = make_location(parent_id=make_location(parent_id=city.pk).pk)
        asset = make_asset(model_id=model.pk, location_id=room.pk, company="Acme")
        for _m in range(2):
            assign(asset, make_person())
    return asset


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


API = {
    "assets": "/api/assets?q=asset&status=OPERATIONAL",
    "asset": "/api/assets/{asset}",
    "asset history": "/api/assets/{asset}/history",
    "asset assignments": "/api/assets/{asset}/assignments",
    "assignments": "/api/asset-assignments",
    "companies": "/api/assets/companies",
    "models": "/api/asset-models?q=model",
    "model": "/api/asset-models/{model}",
    "categories": "/api/asset-categories",
    "locations": "/api/locations?q=location",
    "location": "/api/locations/{location}",
}
PAGES = {
    "asset list page": "/assets?status=OPERATIONAL&model={model}&within={location}&company=Acme",
    "asset page": "/assets/{asset}",
    "asset preview": "/assets/{asset}/preview",
    "asset form": "/assets/{asset}/edit",
    "new asset form": "/assets/new",
    "model list page": "/asset-models",
    "model page": "/asset-models/{model}",
    "category list page": "/settings/asset-categories",
    "location list page": "/locations",
    "location tree page": "/locations/tree",
    "location page": "/locations/{location}",
    "company page": "/settings/companies",
    "tag scheme page": "/settings/asset-tags",
}


def filled(address: str, asset: Asset) -> str:
    return address.format(asset=asset.pk, model=asset.model_id, location=asset.location_id)


@pytest.mark.parametrize("name", API)
def test_api(api: Api, estate: Asset, name: str) -> None:
    address = filled(API[name], estate)
    assert api.get(address).status_code == 200
    assert_query_count(KEPT, f"api: {name}", lambda: api.get(address))


@pytest.mark.parametrize("name", PAGES)
def test_pages(browser: Client, estate: Asset, name: str) -> None:
    address = filled(PAGES[name], estate)
    assert browser.get(address).status_code == 200
    assert_query_count(KEPT, f"page: {name}", lambda: browser.get(address))


def test_writes(api: Api, estate: Asset) -> None:
    ids = list(Asset.objects.values_list("pk", flat=True))
    new = {"name": "New", "status": "LOST", "modelId": estate.model_id}
    writes: dict[str, Callable[[], object]] = {
        "create": lambda: api.post("/api/assets", new),
        "batch status": lambda: api.post(
            "/api/assets/batch/status", {"ids": ids, "status": _other(estate)}
        ),
    }
    for name, write in writes.items():
        assert_query_count(KEPT, f"write: {name}", write)


def _other(asset: Asset) -> str:
    asset.refresh_from_db()
    return "LOST" if asset.status == "RETIRED" else "RETIRED"
