"""/api/config/asset-tag-scheme, and how assets get their tags"""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.domains.assets.models import Asset, TagScheme, TagSchemeHistory
from lazyit.domains.assets.tests.told import refusal
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from tests.builders import Api, api_as, api_with
from tests.register import make_asset

pytestmark = pytest.mark.django_db
SCHEME = "/api/config/asset-tag-scheme"


@pytest.fixture
def api(admin: Person) -> Api:
    return api_as(admin)


def put(api: Api, **values: Any) -> Any:
    return api.put(SCHEME, {"enabled": True, "prefix": "LZ-", "width": 4, **values})


def tag() -> str | None:
    return make_asset().asset_tag


def test_unset_is_off_and_begins_at_one(api: Api) -> None:
    body = api.get(SCHEME).json()
    assert (body["enabled"], body["prefix"], body["nextNumber"]) == (False, None, 1)
    assert tag() is None


def test_tags_count_up(api: Api) -> None:
    assert put(api, suffix="-X").status_code == 200
    assert [tag(), tag()] == ["LZ-0001-X", "LZ-0002-X"]
    assert api.get(SCHEME).json()["nextNumber"] == 3


def test_taken_numbers_are_jumped(api: Api) -> None:
    put(api, prefix=None, width=0, startNumber=1000)
    for number in (1000, 1002, 1005):
        make_asset(asset_tag=str(number))
    assert [tag() for _n in range(4)] == ["1001", "1003", "1004", "1006"]


def test_a_whole_block_is_jumped_at_once(api: Api) -> None:
    put(api, width=0)
    for number in range(1, 151):
        make_asset(asset_tag=f"LZ-{number}")
    assert tag() == "LZ-151"


def test_an_explicit_tag_wins_and_leaves_the_counter(api: Api) -> None:
    put(api)
    assert make_asset(asset_tag="MINE").asset_tag == "MINE"
    assert tag() == "LZ-0001"


def test_archived_assets_hold_no_tag_but_gaps_are_not_refilled(api: Api) -> None:
    put(api)
    first = make_asset()
    archive_asset(actor=Actor.system(), asset_id=first.pk)
    assert tag() == "LZ-0002"


def test_the_counter_moves_only_when_told(api: Api) -> None:
    put(api, startNumber=50)
    put(api, prefix="NEW-", enabled=False)
    assert put(api).json()["nextNumber"] == 50
    assert put(api, startNumber=0).json()["nextNumber"] == 0


def test_numbers_end_at_32_bits(api: Api) -> None:
    put(api, width=0, startNumber=2_147_483_647)
    assert tag() == "LZ-2147483647"
    answer = api.post("/api/assets", {"name": "One too many", "status": "LOST"})
    assert refusal(answer) == (400, "invalid", ["assetTag"])
    assert Asset.objects.count() == 1


def test_a_suggestion_where_to_begin(api: Api) -> None:
    for text in ("LZ-7", "LZ-0042", "LZ-x", "OTHER-99", "LZ-99999999999"):
        make_asset(asset_tag=text)
    body = api.get(f"{SCHEME}/seed-suggestion", prefix="LZ-").json()
    assert body == {"suggestedStartNumber": 43, "matchedCount": 2, "maxExistingNumber": 42}
    nothing = api.get(f"{SCHEME}/seed-suggestion", prefix="%").json()
    assert nothing == {"suggestedStartNumber": 1, "matchedCount": 0, "maxExistingNumber": None}


def test_the_next_tag_is_previewed_and_nothing_taken(api: Api) -> None:
    make_asset(asset_tag="LZ-005")
    query = {"prefix": "LZ-", "width": 3, "from": 5}
    body = api.get(f"{SCHEME}/next-tag", **query).json()
    assert body == {
        "fromNumber": 5,
        "number": 6,
        "tag": "LZ-006",
        "skippedCount": 1,
        "exhausted": False,
    }
    assert not TagScheme.objects.exists()


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"prefix": "x" * 65}, "prefix"),
        ({"width": 33}, "width"),
        ({"width": -1}, "width"),
        ({"startNumber": -1}, "startNumber"),
        ({"startNumber": 2_147_483_648}, "startNumber"),
        ({"nextNumber": 5}, "nextNumber"),
        ({"enabled": "perhaps"}, "enabled"),
    ],
)
def test_wrong_values_are_named(api: Api, changed: dict[str, Any], path: str) -> None:
    assert refusal(put(api, **changed))[::2] == (400, [path])
    assert not TagScheme.objects.exists()


def test_changes_are_recorded_and_stale_ones_refused(api: Api) -> None:
    put(api)
    assert put(api, prefix="A-").status_code == 200
    payload = TagSchemeHistory.objects.latest("id").payload
    assert payload == {"fields": {"prefix": {"from": "LZ-", "to": "A-"}}}
    stale = api.put(SCHEME, {"enabled": False}, if_match='"1"')
    assert (stale.status_code, TagScheme.objects.get().enabled) == (412, True)


@pytest.mark.parametrize("rest", ["", "/seed-suggestion", "/next-tag"])
def test_only_people_who_manage_settings(db: None, member: Person, rest: str) -> None:
    assert api_as(member).get(f"{SCHEME}{rest}").status_code == 403
    assert api_with("asset:write").get(f"{SCHEME}{rest}").status_code == 403
    assert api_as(member).put(SCHEME, {"enabled": True}).status_code == 403
    assert not TagScheme.objects.exists()
