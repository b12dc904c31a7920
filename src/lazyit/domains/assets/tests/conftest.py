from __future__ import annotations

import pytest

from lazyit.domains.assets.models import Asset, AssetModel, Location
from tests.register import make_asset, make_category, make_location, make_model


@pytest.fixture
def model(db: None) -> AssetModel:
    laptop = make_category(name="Notebook")
    return make_model(
        name="ThinkPad T14", manufacturer="Lenovo", sku="21ML", category_id=laptop.pk,
        specs={"ram": "32 GB", "cpu": "8 cores"},
    )  # fmt: skip


@pytest.fixture
def location(db: None) -> Location:
    return make_location(name="Madrid")


@pytest.fixture
def asset(db: None) -> Asset:
    return make_asset(name="Laptop 1", serial="SN1", asset_tag="LZ-1", company="Example Ltd")
