"""GET /api/assets/export: exact bytes"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from lazyit.domains.assets.models import AssetModel, Location
from lazyit.domains.assets.tests.told import refusal
from lazyit.foundation.accounts.models import Person
from lazyit.kernel import clock
from tests.builders import Api, make_person
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db
HEADER = (
    "name,assetTag,serial,status,category,manufacturer,model,location,company,purchaseDate,"
    "warrantyEnd,owners,notes,createdAt,updatedAt,purchaseCost,usefulLifeMonths,salvageValue,"
    "bookValue,id"
)


def export(api: Api, **query: Any) -> bytes:
    answer = api.get("/api/assets/export", **query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return answer.getvalue()


def lines(api: Api, **query: Any) -> list[str]:
    return export(api, **query).decode().split("\r\n")


def test_the_file_in_full(api: Api, model: AssetModel, location: Location, member: Person) -> None:
    asset = make_asset(
        name="Laptop", asset_tag="LZ-1", serial="SN1", status="LOST", model_id=model.pk,
        location_id=location.pk, company="Acme, Inc.", purchase_date=date(2024, 2, 29),
        warranty_end=date(2027, 1, 1), purchase_cost=123_456, notes='Says "hi"\nto all',
    )  # fmt: skip
    assign(asset, member)
    assign(asset, make_person(first_name="Zoe", last_name="Zulu"))
    assign(asset, make_person(first_name="Gone", last_name="Away"))
    Person.objects.filter(first_name="Gone").update(deleted_at=clock.now())
    first, header, rest = export(api).decode().split("\r\n", 2)
    assert re.fullmatch(r"# lazyit (v\d+\.\d+\.\d+|dev) — \d{4}-\d\d-\d\dT[\d:.]+Z", first)
    assert header == HEADER
    asset.refresh_from_db()
    made, changed = clock.instant(asset.created_at), clock.instant(asset.updated_at)
    assert rest == (
        'Laptop,LZ-1,SN1,LOST,Notebook,Lenovo,ThinkPad T14,Madrid,"Acme, Inc.",2024-02-29,'
        '2027-01-01,Max Member; Zoe Zulu,"Says ""hi""\nto all",'
        f"{made},{changed},1234.56,,,1234.56,{asset.pk}\r\n"
    )


def test_the_name_of_the_file(api: Api) -> None:
    disposition = api.get("/api/assets/export")["Content-Disposition"]
    today = clock.today().isoformat()
    assert disposition == f'attachment; filename="lazyit-assets-{today}.csv"'


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'plain", "'plain"),
        ("a=b", "a=b"),
        ('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'),
        ("\u202e=1", "\u202e=1"),
    ],
)
def test_formulas_are_made_safe(api: Api, text: str, cell: str) -> None:
    make_asset(name=text)
    assert lines(api)[2].startswith(f"{cell},,")


def test_all_pages_newest_first_with_the_lists_filters(api: Api) -> None:
    for n in range(60):
        make_asset(name=f"A{n:02d}", status="LOST" if n % 2 else "RETIRED")
    names = [line.split(",")[0] for line in lines(api, status="LOST", sort="name", q="a")[2:-1]]
    assert names == [f"A{n:02d}" for n in range(59, 0, -2)]


def test_batches_leave_no_gap(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lazyit.foundation.listing.spec.EXPORT_BATCH", 3)
    made = {make_asset().pk for _n in range(10)}
    assert {line.rsplit(",", 1)[1] for line in lines(api)[2:-1]} == made


def test_custom_fields_as_columns(api: Api) -> None:
    make_asset(name="One", specs={"ram": "8", "disks": [1, 2]})
    make_asset(name="Two", specs={"cpu": "4"})
    _first, header, two, one, _end = lines(api, specs="1")
    assert header == f"{HEADER},cpu,disks,ram"
    assert two.endswith(",4,,")
    assert one.endswith(',,"[1,2]",8')


def test_a_byte_order_mark_on_request(api: Api) -> None:
    assert export(api, bom="1").startswith("\ufeff# lazyit".encode())


def test_wrong_parameters_are_refused_before_the_first_line(api: Api) -> None:
    assert refusal(api.get("/api/assets/export", status="BROKEN"))[::2] == (400, ["status"])
    assert refusal(api.get("/api/assets/export", surprise="1"))[::2] == (400, ["surprise"])
