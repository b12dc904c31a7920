"""A real export comes in by page, with a real worker behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lazyit.domains.assets.models import Asset, Assignment
from tests.browser.addresses import Stop
from tests.browser.gestures import press
from tests.browser.looking import WIDE, photograph, violations_of
from tests.browser.serving import Product
from tests.browser.visiting import Visitor
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DATA = "empty"
SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "snipe-it" / "assets-sample.csv"
SMALL = "Name;Serial;Status;Rack\nA;S1;lost;R1\nB;S2;asleep;R2\n"
PATIENCE = 30_000  # milliseconds for the worker to start and do it


@pytest.fixture(scope="module", autouse=True)
def worker(product: Product, world: World) -> Iterator[None]:
    with product.worker():
        yield


def upload(visitor: Visitor, world: World, file: Path) -> Page:
    page = visitor.open(world, Stop("/imports"))
    page.get_by_label("CSV file").set_input_files(file)
    press(page, "Upload file")
    mapping = page.get_by_role("heading", name="Where each column goes")
    expect(mapping).to_be_visible(timeout=PATIENCE)
    return page


def look_at(page: Page, name: str) -> None:
    assert violations_of(page) == []
    photograph(page, name, "light", "en", WIDE, "sample")


def test_what_is_unknown_is_decided(visitor: Visitor, world: World, tmp_path: Path) -> None:
    file = tmp_path / "small.csv"
    file.write_text(SMALL)
    page = upload(visitor, world, file)
    press(page, "Keep all ignored columns as custom fields")
    press(page, "Check rows")
    decision = page.get_by_label("Status: “asleep” in 1 row")
    expect(decision).to_be_visible(timeout=PATIENCE)
    decision.select_option("In storage")
    press(page, "Check again")
    page.get_by_role("button", name="Import 2 rows").click(timeout=PATIENCE)
    expect(page.get_by_text("what became of all 2 rows")).to_be_visible(timeout=PATIENCE)
    found = Asset.objects.filter(serial__in=["S1", "S2"]).order_by("serial")
    assert [(asset.status, asset.specs) for asset in found] == [
        ("LOST", {"Rack": "R1"}),
        ("IN_STORAGE", {"Rack": "R2"}),
    ]


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of Snipe-IT is not here")
def test_an_export_of_snipe_it_comes_in(visitor: Visitor, world: World) -> None:
    page, before = upload(visitor, world, SAMPLE), Asset.objects.count()
    look_at(page, "import-mapping")
    page.get_by_label("Status", exact=True).last.select_option("Operational")
    press(page, "Check rows")
    button = page.get_by_role("button", name="Import 22 rows")
    expect(button).to_be_visible(timeout=PATIENCE)
    look_at(page, "import-dry-run")
    assert Asset.objects.count() == before
    button.click()
    expect(page.get_by_text("what became of all 22 rows")).to_be_visible(timeout=PATIENCE)
    look_at(page, "import-done")
    assert Asset.objects.count() == before + 22
    assert Assignment.objects.active().exists()
