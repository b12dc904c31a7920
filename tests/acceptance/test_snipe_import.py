"""A real export of Snipe-IT, brought in as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Category, Location
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.accounting import (
    account_columns,
    account_effects,
    account_rows,
    custom_columns,
    ignored_columns,
    planned_rows,
)
from lazyit.foundation.imports.models import ImportSession
from tests.importing import dry_run, imported, upload

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "snipe-it" / "assets-sample.csv"
ROWS, PEOPLE = 22, 9

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of Snipe-IT is not here"),
]


@pytest.fixture
def session(admin: Person) -> ImportSession:
    return imported(admin, SAMPLE.read_bytes())


def asset(tag: str) -> Asset:
    return Asset.objects.select_related("model__category", "location").get(asset_tag=tag)


def values(found: Asset) -> dict[str, Any]:
    assert found.model
    assert found.model.category
    assert found.location
    return {
        "name": found.name,
        "status": found.status,
        "company": found.company,
        "model": found.model.name,
        "manufacturer": found.model.manufacturer,
        "sku": found.model.sku,
        "category": found.model.category.name,
        "location": found.location.name,
        "purchase_date": found.purchase_date,
        "purchase_cost": found.purchase_cost,
        "useful_life_months": found.useful_life_months,
        "specs": found.specs,
    }


def owners(found: Asset) -> list[tuple[str, str, str | None, str | None, bool]]:
    return [
        (a.user.first_name, a.user.last_name, a.user.email, a.user.username, a.user.directory_only)
        for a in Assignment.objects.filter(asset=found).select_related("user")
    ]


def test_an_asset_that_nobody_holds(session: ImportSession) -> None:
    found = asset("ICC-2065556")
    assert values(found) == {
        "name": "Backhoe",
        "status": "OPERATIONAL",
        "company": "Abshire and Sons",
        "model": 'Macbook Pro 13"',
        "manufacturer": "Berge Inc",
        "sku": "1786VM80X07",
        "category": "Ornamental Railings",
        "location": "Wilkinson, Waters and Kerluke",
        "purchase_date": date(2023, 1, 23),
        "purchase_cost": 226613,
        "useful_life_months": 69,  # from 2023-01-23 to 2028-10-27
        "specs": {"Supplier": "Kunde, Doyle and Kozey", "Order Number": "3271901481"},
    }
    assert found.notes
    assert found.notes.startswith("at nulla suspendisse potenti")
    assert owners(found) == []


def test_an_asset_that_a_person_holds(session: ImportSession) -> None:
    found = asset("WBH-2841795")
    assert values(found) == {
        "name": "Dragline",
        "status": "OPERATIONAL",
        "company": "Quitzon, Oberbrunner and Dibbert",
        "model": 'Macbook Pro 13"',
        "manufacturer": "Botsford, Boyle and Herzog",
        "sku": "9351IS25A51",
        "category": "Structural and Misc Steel (Fabrication)",
        "location": "Lindgren-Marquardt",
        "purchase_date": date(2022, 11, 14),
        "purchase_cost": 129294,
        "useful_life_months": 71,
        "specs": {"Supplier": "Krajcik LLC", "Order Number": "5504512275"},
    }
    assert owners(found) == [
        ("Gage", "McCrackem", "gmccrackem2a@bing.com", "gmccrackem2a", True),
    ]


def test_an_asset_checked_out_to_a_location(session: ImportSession) -> None:
    found = asset("EJS-7488052")
    assert values(found) == {
        "name": "Skid-Steer",
        "status": "OPERATIONAL",
        "company": "Olson Group",
        "model": 'Macbook Pro 13"',
        "manufacturer": "Romaguera, Goldner and Crooks",
        "sku": None,
        "category": "Roofing (Metal)",
        "location": "McGlynn, Hagenes and Bruen",  # not Lindgren-Marquardt, its home
        "purchase_date": date(2022, 6, 25),
        "purchase_cost": 271189,
        "useful_life_months": 76,
        "specs": {"Supplier": "Fritsch, Sauer and Conn", "Order Number": "1252634576"},
    }
    assert owners(found) == []
    warning = session.rows.get(object_id=found.pk).warnings[0]
    assert (warning["code"], warning["value"]) == ("location-replaced", "Lindgren-Marquardt")


def test_an_order_number_keeps_its_leading_zero(session: ImportSession) -> None:
    found = asset("SUQ-5159067")
    assert found.specs["Order Number"] == "0313117719"
    assert owners(found) == [
        ("Hillie", "Bucknall", "hbucknall29@webnode.com", "hbucknall29", True),
    ]


def test_every_row_is_accounted_for(session: ImportSession) -> None:
    assert account_rows(session) == {
        "total": ROWS,
        "created": ROWS,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
        "waiting": 0,
        "unassigned": 0,
    }
    assert session.run
    assert session.run.counts["created"] == Asset.objects.count() == ROWS


def test_every_column_is_accounted_for(session: ImportSession) -> None:
    accounts = account_columns(session)
    assert [a["column"] for a in accounts if a["column"]] == session.columns
    assert len(session.columns) == 21
    assert ignored_columns(session) == ["Checkout Type"]
    assert custom_columns(session) == ["Supplier", "Order Number"]
    assert [a for a in accounts if a["column"] is None] == [
        {"column": None, "target": "status", "key": "", "constant": "OPERATIONAL"}
    ]


def test_what_comes_into_being_besides_the_assets(session: ImportSession) -> None:
    assert account_effects(session) == {
        "assignment": {"create": PEOPLE},
        "category": {"create": 16, "link": 6},
        "location": {"create": 14, "link": 8},
        "model": {"create": ROWS},
        "person": {"create": PEOPLE},
        "tag": {"explicit": ROWS},
    }
    assert AssetModel.objects.count() == ROWS
    assert Location.objects.count() == 14
    assert Person.objects.filter(directory_only=True).count() == PEOPLE
    assert Assignment.objects.active().count() == PEOPLE


def test_the_dry_run_says_the_same_and_writes_nothing(admin: Person) -> None:
    before = Category.objects.count()
    session = dry_run(admin, SAMPLE.read_bytes())
    assert planned_rows(session)["create"] == ROWS
    assert account_effects(session)["model"] == {"create": ROWS}
    assert Asset.objects.count() == AssetModel.objects.count() == Location.objects.count() == 0
    assert (Category.objects.count(), Person.objects.count()) == (before, 1)


def test_the_same_file_again_changes_nothing(session: ImportSession, admin: Person) -> None:
    models, people = AssetModel.objects.count(), Person.objects.count()
    again = imported(admin, SAMPLE.read_bytes())
    assert account_rows(again)["unchanged"] == ROWS
    assert Asset.objects.count() == ROWS
    assert (AssetModel.objects.count(), Person.objects.count()) == (models, people)
    assert Assignment.objects.count() == PEOPLE


def test_what_is_known_of_the_file(admin: Person) -> None:
    session = upload(admin, SAMPLE.read_bytes())
    text = session.shape["text"]
    assert (text["encoding"], text["bom"], text["delimiter"]) == ("UTF-8", True, ",")
    assert session.shape["preset"] == "snipe-it"
    assert session.shape["samples"]["Checked Out To: Email"][0] == "gmccrackem2a@bing.com"
