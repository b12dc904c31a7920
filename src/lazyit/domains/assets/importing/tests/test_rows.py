"""What a row does to the register: create, update, or be left out."""

from __future__ import annotations

from datetime import date

import pytest

from lazyit.domains.assets.actions.tags import update_scheme
from lazyit.domains.assets.models import Asset, AssetHistory
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.accounting import account_effects, account_rows, planned_rows
from lazyit.foundation.imports.actions import start_commit
from lazyit.foundation.imports.models import RowState
from lazyit.foundation.search.models import SearchEntry
from tests.builders import actor_of
from tests.importing import codes, dry_run, imported, row, worked
from tests.register import make_asset, make_location

pytestmark = pytest.mark.django_db

HEADER = "Name,Status,Serial,Asset Tag,Company,Purchase Date,EOL Date,Notes\n"


def test_history_says_where_an_asset_came_from(admin: Person) -> None:
    session = imported(admin, HEADER + "A,lost,S1,,,,,\n")
    asset = Asset.objects.get()
    history = AssetHistory.objects.get(subject=asset)
    assert history.event == "CREATED"
    assert history.person_id == admin.pk
    assert history.payload == {"source": "import", "sessionId": session.pk, "rowIndex": 1}
    assert row(session, 1).object_id == asset.pk


def test_an_imported_asset_is_found(admin: Person) -> None:
    imported(admin, HEADER + "Findable,lost,S1,,,,,\n")
    entry = SearchEntry.objects.get(kind="asset")
    assert "Findable" in entry.title


def test_a_serial_finds_the_asset_and_blanks_leave_it_alone(admin: Person) -> None:
    asset = make_asset(name="Old", serial="S1", company="Acme", notes="Keep", status="RETIRED")
    session = imported(admin, HEADER + "New,lost,S1,,,1/13/2023,,-\n")
    asset.refresh_from_db()
    assert (asset.name, asset.status, asset.company) == ("New", "LOST", "Acme")
    assert (asset.purchase_date, asset.notes) == (date(2023, 1, 13), "Keep")
    assert account_rows(session)["updated"] == 1
    assert row(session, 1).changes["name"] == ["Old", "New"]
    payload = AssetHistory.objects.filter(subject=asset, event="UPDATED").latest("id").payload
    assert payload
    assert payload["rowIndex"] == 1


def test_a_tag_finds_the_asset_where_no_serial_does(admin: Person) -> None:
    asset = make_asset(asset_tag="T1")
    imported(admin, HEADER + "New,lost,S9,T1,,,,\n")
    asset.refresh_from_db()
    assert (asset.name, asset.serial) == ("New", "S9")
    assert Asset.objects.count() == 1


def test_an_archived_asset_never_matches(admin: Person) -> None:
    make_asset(serial="S1")
    Asset.objects.update(deleted_at="2020-01-01T00:00:00Z")
    imported(admin, HEADER + "New,lost,S1,,,,,\n")
    assert Asset.objects.count() == 2


def test_custom_fields_merge(admin: Person) -> None:
    asset = make_asset(serial="S1", specs={"ram": "8", "cpu": "x"})
    content = "Name,Status,Serial,Supplier,Checkout Type,Model Notes\nA,lost,S1,Acme,,\n"
    imported(admin, content.replace("Model Notes", "Asset EOL Date"))
    asset.refresh_from_db()
    assert asset.specs == {"ram": "8", "cpu": "x", "Supplier": "Acme"}


def test_a_constant_never_changes_what_exists(admin: Person) -> None:
    asset = make_asset(name="A", serial="S1", status="IN_MAINTENANCE")
    session = imported(admin, "Name,Serial\nA,S1\nB,S2\n", status="OPERATIONAL")
    asset.refresh_from_db()
    assert asset.status == "IN_MAINTENANCE"
    assert Asset.objects.get(serial="S2").status == "OPERATIONAL"
    assert account_rows(session)["unchanged"] == 1
    assert AssetHistory.objects.filter(subject=asset).count() == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A,lost,S1,T2,,,,", "two-assets"),
        ("A,lost,S9,T2,,,,", "tag-of-another"),
    ],
)
def test_a_row_that_points_to_two_assets(admin: Person, line: str, code: str) -> None:
    first = make_asset(name="One", serial="S1", asset_tag="T1")
    second = make_asset(name="Two", serial="S2", asset_tag="T2")
    session = dry_run(admin, HEADER + line + "\n")
    assert (row(session, 1).state, codes(session)) == (RowState.INVALID, [code])
    assert {a.name for a in Asset.objects.all()} == {first.name, second.name}


def test_the_same_identity_twice_in_a_file(admin: Person) -> None:
    lines = ["A,lost,S1,T1,,,,", "B,lost,S1,,,,,", "C,lost,S3,T1,,,,", "D,lost,S4,,,,,"]
    session = imported(admin, HEADER + "\n".join(lines) + "\n")
    assert codes(session, 2) == codes(session, 3) == ["duplicate-in-file"]
    assert row(session, 2).errors[0]["params"] == {"line": 2}
    assert sorted(Asset.objects.values_list("name", flat=True)) == ["A", "D"]


def test_importing_again_updates_and_never_duplicates(admin: Person) -> None:
    content = HEADER + "A,lost,S1,,,,,\nB,lost,,T2,,,,\n"
    imported(admin, content)
    session = imported(admin, content)
    assert account_rows(session)["unchanged"] == 2
    assert Asset.objects.count() == 2


def test_a_row_without_identity_warns(admin: Person) -> None:
    session = dry_run(admin, HEADER + "A,lost,,,,,,\n")
    assert codes(session) == ["no-identity"]
    assert planned_rows(session)["create"] == 1


def test_an_asset_made_between_dry_run_and_commit_is_updated(admin: Person) -> None:
    session = dry_run(admin, HEADER + "New,lost,S1,,,,,\n")
    make_asset(name="Old", serial="S1")
    session = worked(start_commit(actor=actor_of(admin), session_id=session.pk))
    assert account_rows(session)["updated"] == 1
    assert Asset.objects.get().name == "New"


def test_a_tag_taken_between_dry_run_and_commit_fails_its_row_only(admin: Person) -> None:
    session = dry_run(admin, HEADER + "A,lost,S1,T1,,,,\nB,lost,S2,T2,,,,\n")
    make_asset(serial="S9", asset_tag="T1")
    session = worked(start_commit(actor=actor_of(admin), session_id=session.pk))
    assert (row(session, 1).state, codes(session)) == (RowState.FAILED, ["tag-of-another"])
    assert row(session, 2).state == RowState.COMMITTED


def test_an_end_of_life_becomes_a_useful_life(admin: Person) -> None:
    lines = [
        "A,lost,S1,,,1/23/23,10/27/28,",
        "B,lost,S2,,,,10/27/28,",
        "C,lost,S3,,,1/23/23,10/27/20,",
    ]
    session = imported(admin, HEADER + "\n".join(lines) + "\n")
    lives = dict(Asset.objects.values_list("name", "useful_life_months"))
    assert lives == {"A": 69, "B": None, "C": None}
    assert codes(session, 2) == ["life-without-purchase"]
    assert codes(session, 3) == ["life-before-purchase"]


def test_an_end_of_life_counts_from_the_purchase_already_known(admin: Person) -> None:
    asset = make_asset(serial="S1", purchase_date=date(2023, 1, 23))
    imported(admin, HEADER + "A,lost,S1,,,,10/27/28,\n")
    asset.refresh_from_db()
    assert asset.useful_life_months == 69


def test_too_much_in_custom_fields_is_told_by_the_dry_run(admin: Person) -> None:
    snipe = ["Supplier", "Order Number", "Checkout Type", "Asset EOL Date"]
    asset = make_asset(serial="S1", specs={f"k{n}": "x" * 4000 for n in range(16)})
    content = ",".join(["Name", "Status", "Serial", *snipe]) + f"\nA,lost,S1,{'y' * 4000},,,\n"
    session = dry_run(admin, content)
    assert codes(session) == ["refused"]
    asset.refresh_from_db()
    assert "Supplier" not in asset.specs


def test_tags_come_from_the_scheme_where_the_file_has_none(admin: Person) -> None:
    update_scheme(actor=actor_of(admin), values={"enabled": True, "prefix": "T", "width": 3})
    make_asset(asset_tag="T001")
    session = imported(admin, HEADER + "A,lost,S1,,,,,\nB,lost,S2,X,,,,\nC,lost,S3,,,,,\n")
    tags = dict(Asset.objects.exclude(serial=None).values_list("name", "asset_tag"))
    assert tags == {"A": "T002", "B": "X", "C": "T003"}
    assert account_effects(session)["tag"] == {"auto-mint": 2, "explicit": 1}


def test_an_ambiguous_location_is_told_and_left_out(admin: Person) -> None:
    make_location(name="Lab")
    make_location(name="LAB")
    session = imported(admin, "Name,Status,Serial,Location\nA,lost,S1,lab\n")
    assert codes(session) == ["ambiguous-location"]
    assert Asset.objects.get().location is None


def test_names_in_any_case_are_one_location(admin: Person) -> None:
    place = make_location(name="ΑΘΗΝΑ Ñandú")
    imported(admin, "Name,Status,Serial,Location\nA,lost,S1,αθηνα ñANDÚ\n")
    assert Asset.objects.get().location_id == place.pk


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM", "مرحبا", "a\u200bb", "😀" * 60, "<b>bold</b>", "'; DROP TABLE x;--"]
)
def test_hostile_text_is_stored_as_it_is(admin: Person, name: str) -> None:
    imported(admin, f'Name,Status,Serial\n"{name}",lost,S1\n')
    assert Asset.objects.get().name == name


def test_our_own_export_comes_back_as_it_was(admin: Person) -> None:
    lines = [
        "# lazyit v0.1.0 — 2024-01-01T00:00:00.000Z",
        "name,assetTag,serial,status,manufacturer,model,location,purchaseDate,purchaseCost,notes",
        "'=A,T1,S1,IN_STORAGE,Acme,M1,HQ,2023-01-23,2266.13,'-1",
    ]
    imported(admin, "\r\n".join(lines) + "\r\n")
    asset = Asset.objects.select_related("model", "location").get()
    assert (asset.name, asset.notes, asset.purchase_cost) == ("=A", "-1", 226613)
    assert asset.model
    assert asset.model.manufacturer == "Acme"
