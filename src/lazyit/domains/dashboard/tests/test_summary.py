"""GET /api/dashboard/summary"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel import clock
from tests.builders import Api, make_person
from tests.counting import assert_query_count
from tests.register import assign, make_asset, make_location, make_model

ADDRESS = "/api/dashboard/summary"
COUNTS = Path(__file__).with_name("queries.json")
SECTIONS = ("dashboard:read", "asset:read", "user:read", "location:read", "assetModel:read")


@pytest.fixture
def reader(api_with: Callable[..., Api]) -> Api:
    return api_with(*SECTIONS)


def summary(api: Api) -> dict[str, Any]:
    answer = api.get(ADDRESS)
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def in_days(days: int) -> Any:
    return clock.today() + timedelta(days=days)


def attention(api: Api) -> dict[str, int]:
    return {row["key"]: row["count"] for row in summary(api)["needsAttention"]}


def test_assets_are_counted_by_status_in_the_fixed_order(reader: Api) -> None:
    make_asset()
    make_asset(status="LOST")
    make_asset(status="IN_STORAGE")
    assets = summary(reader)["assets"]
    assert list(assets["byStatus"].items()) == [
        ("OPERATIONAL", 1),
        ("IN_MAINTENANCE", 0),
        ("IN_STORAGE", 1),
        ("RETIRED", 0),
        ("LOST", 1),
        ("UNKNOWN", 0),
    ]
    assert assets["total"] == 3
    assert assets["health"] == {"operational": 1, "inCare": 1, "outOfUse": 1}


def test_an_asset_with_several_holders_counts_once(reader: Api) -> None:
    asset = make_asset()
    assign(asset)
    assign(asset)
    make_asset()
    assert summary(reader)["assets"]["assigned"] == 1


def test_archived_records_do_not_count(reader: Api) -> None:
    asset = make_asset(status="LOST", warranty_end=in_days(10))
    assign(asset)
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    body = summary(reader)
    assert (body["assets"]["total"], body["assets"]["assigned"]) == (0, 0)
    assert body["needsAttention"] == []


def test_other_domains_are_counted(reader: Api) -> None:
    make_location()
    make_model()
    make_model()
    make_person()
    make_person(deleted_at=clock.now())
    body = summary(reader)
    assert [body[name]["total"] for name in ("locations", "models", "people")] == [1, 2, 1]


def test_what_needs_attention_opens_its_list(reader: Api) -> None:
    make_asset(status="LOST")
    make_asset(status="IN_MAINTENANCE")
    make_asset(warranty_end=in_days(1))
    make_asset(warranty_end=in_days(90))
    make_asset(warranty_end=in_days(91))
    make_asset(warranty_end=in_days(-1))
    assert attention(reader) == {
        "lost": 1,
        "warranty_expiring": 2,
        "warranty_expired": 1,
        "in_maintenance": 1,
    }
    for row in summary(reader)["needsAttention"]:
        query = row["url"].removeprefix("/assets?")
        assert reader.get(f"/api/assets?{query}").json()["total"] == row["count"]


def test_nothing_that_is_zero_is_shown(reader: Api) -> None:
    make_asset()
    assert attention(reader) == {}


def test_a_section_is_null_for_those_who_may_not_read_it(api_with: Callable[..., Api]) -> None:
    make_asset(status="LOST")
    body = summary(api_with("dashboard:read", "location:read"))
    assert [body[name] for name in ("assets", "people", "models")] == [None, None, None]
    assert body["locations"] == {"total": 0}
    assert body["needsAttention"] == []


def test_recent_activity_is_for_readers_of_the_logs(api_with: Callable[..., Api]) -> None:
    for n in range(12):
        make_asset(name=f"Asset {n}")
    make_location()
    assert summary(api_with(*SECTIONS))["recentActivity"] == []
    recent = summary(api_with(*SECTIONS, "logs:read"))["recentActivity"]
    assert [row["subjectName"] for row in recent] == [f"Asset {n}" for n in range(11, 1, -1)]


def test_the_window_for_grants_is_accepted_already(reader: Api) -> None:
    assert reader.get(ADDRESS, expiringWithinDays=400).status_code == 200
    answer = reader.get(ADDRESS, page=2)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "page")


def test_nobody_without_the_permission(api_with: Callable[..., Api]) -> None:
    assert api_with("asset:read").get(ADDRESS).status_code == 403


def test_nobody_without_signing_in(db: None) -> None:
    assert Api().get(ADDRESS).status_code == 401


def test_it_takes_few_queries(api_as: Callable[[Person], Api], admin: Person) -> None:
    assign()
    make_asset(status="LOST")
    api = api_as(admin)
    assert_query_count(COUNTS, "GET /api/dashboard/summary", lambda: summary(api))
