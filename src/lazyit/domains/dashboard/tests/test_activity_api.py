"""GET /api/dashboard/activity, …/filters and …/export"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from lazyit.domains.assets.actions.assets import archive_asset, update_asset
from lazyit.domains.assets.actions.assignments import release_assignment
from lazyit.domains.assets.models import AssetHistory, CategoryHistory, LocationHistory
from lazyit.foundation.accounts.models import Person, ServiceAccount
from lazyit.foundation.accounts.search import service_account_document
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.search import index
from tests.builders import Api, actor_of, actor_with, make_person
from tests.counting import assert_query_count
from tests.register import assign, make_asset, make_category, make_location, make_model
from tests.rewriting import rewriting

ADDRESS = "/api/dashboard/activity"
COUNTS = Path(__file__).with_name("queries.json")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def reader(api_with: Callable[..., Api]) -> Api:
    """A reader of the logs; the starter categories leave the scene."""
    with rewriting(CategoryHistory):
        CategoryHistory.objects.all().delete()
    return api_with("logs:read")


def all_at(moment: datetime) -> None:
    """Let everything so far have happened in the same instant."""
    with rewriting(AssetHistory, LocationHistory):
        AssetHistory.objects.update(occurred_at=moment)
        LocationHistory.objects.update(occurred_at=moment)


def items(api: Api, **query: Any) -> list[dict[str, Any]]:
    answer = api.get(ADDRESS, **query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def summaries(api: Api, **query: Any) -> list[str]:
    return [item["summary"] for item in items(api, **query)]


def test_a_row_says_everything(reader: Api, admin: Person) -> None:
    asset = make_asset(name="Laptop", status="OPERATIONAL")
    update_asset(actor=actor_of(admin), asset_id=asset.pk, values={"status": "LOST"})
    row = items(reader, limit=1)[0]
    assert {k: v for k, v in row.items() if k not in ("id", "occurredAt")} == {
        "actorId": str(admin.pk),
        "actorName": "Ada Admin",
        "actor": {"type": "person", "id": str(admin.pk), "name": "Ada Admin"},
        "action": "status_changed",
        "entityType": "asset",
        "entityId": asset.pk,
        "subjectName": "Laptop",
        "archived": False,
        "summary": "The status of Laptop changed from Operational to Lost",
        "changes": [{"label": "Status", "before": "Operational", "after": "Lost"}],
        "targetUserId": None,
        "targetUserName": None,
    }


def test_it_names_whom_an_event_concerns(reader: Api) -> None:
    person = make_person(first_name="Ana", last_name="Ruiz")
    assignment = assign(make_asset(name="Laptop"), person)
    release_assignment(actor=Actor.system(), assignment_id=assignment.pk)
    released, assigned = items(reader, limit=2)
    assert released["summary"] == "Laptop was released from Ana Ruiz"
    assert assigned["summary"] == "Laptop was assigned to Ana Ruiz"
    assert (assigned["targetUserId"], assigned["targetUserName"]) == (str(person.pk), "Ana Ruiz")


def test_it_names_records_that_are_referred_to(reader: Api) -> None:
    berlin, madrid = make_location(name="Berlin"), make_location(name="Madrid")
    asset = make_asset(name="Laptop", location_id=berlin.pk)
    model = make_model(name="Latitude")
    changes = {"location_id": madrid.pk, "model_id": model.pk}
    update_asset(actor=Actor.system(), asset_id=asset.pk, values=changes)
    assert sorted(summaries(reader, entityId=asset.pk)) == [
        "Laptop moved from Berlin to Madrid",
        "Laptop was created",
        "The model of Laptop was set to Latitude",
    ]


def test_an_edit_lists_its_fields(reader: Api) -> None:
    asset = make_asset(name="Laptop", purchase_cost=1_500_00)
    values = {"name": "Desk", "purchase_cost": None, "specs": {"RAM": "8 GB"}}
    update_asset(actor=Actor.system(), asset_id=asset.pk, values=values)
    edited, specs = items(reader, limit=2)
    assert edited["summary"] == "Desk was edited: Name, Cost"
    assert edited["changes"] == [
        {"label": "Name", "before": "Laptop", "after": "Desk"},
        {"label": "Cost", "before": "1,500.00", "after": None},
    ]
    assert specs["summary"] == "Custom fields of Desk changed: RAM"


def test_archived_subjects_stay_and_are_marked(reader: Api) -> None:
    asset = make_asset(name="Laptop")
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    assert [(i["action"], i["archived"]) for i in items(reader)] == [
        ("deleted", True),
        ("created", True),
    ]


def test_service_accounts_and_the_system_are_named(reader: Api) -> None:
    robot = actor_with("asset:write")
    make_asset(actor=robot)
    make_asset()
    assert [i["actor"] for i in items(reader)] == [
        {"type": "system", "id": None, "name": "lazyit"},
        {"type": "serviceAccount", "id": robot.service_account_id, "name": robot.name},
    ]


def test_every_kind_of_record_is_there(reader: Api) -> None:
    make_asset()
    make_location()
    make_model()
    make_category()
    assert {i["entityType"] for i in items(reader)} == {
        "asset",
        "location",
        "assetModel",
        "category",
    }


def test_filter_by_kind(reader: Api) -> None:
    make_asset()
    make_location()
    make_model()
    kinds = [i["entityType"] for i in items(reader, entityType="location,assetModel")]
    assert kinds == ["assetModel", "location"]


def test_filter_by_record(reader: Api) -> None:
    asset = make_asset()
    make_asset()
    assert [i["entityId"] for i in items(reader, entityId=asset.pk)] == [asset.pk]
    assert items(reader, entityId=uuid4()) == []


def test_filter_by_actor(reader: Api, admin: Person) -> None:
    robot = actor_with("asset:write")
    mine, its = make_asset(actor=actor_of(admin)), make_asset(actor=robot)
    make_asset()
    assert [i["entityId"] for i in items(reader, actorId=admin.pk)] == [mine.pk]
    assert [i["entityId"] for i in items(reader, actorId=robot.service_account_id)] == [its.pk]


def test_me_is_whoever_asks(api_as: Callable[[Person], Api], admin: Person, reader: Api) -> None:
    mine = make_asset(actor=actor_of(admin))
    make_asset()
    assert [i["entityId"] for i in items(api_as(admin), actorId="me")] == [mine.pk]
    refused = reader.get(ADDRESS, actorId="me")
    assert (refused.status_code, refused.json()["code"]) == (403, "people_only")


def test_filter_by_action(reader: Api) -> None:
    asset = make_asset()
    make_location()
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    assert [i["action"] for i in items(reader, action="deleted")] == ["deleted"]
    assert len(items(reader, action="deleted,created")) == 3


def test_a_period_is_half_open(reader: Api) -> None:
    make_asset()
    all_at(NOON)
    hour, at = timedelta(hours=1), NOON.isoformat()
    assert len(items(reader, **{"from": at, "to": (NOON + hour).isoformat()})) == 1
    assert items(reader, **{"from": (NOON - hour).isoformat(), "to": at}) == []
    assert len(items(reader, **{"from": "2026-03-01", "to": "2026-03-02"})) == 1
    assert items(reader, **{"from": "2026-03-01T14:00:00+01:30", "to": "2026-03-02"}) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bogota", ["100% laptop", "Bogotá"]),
        ("BOGOTÁ lap", ["100% laptop"]),
        ("ana", ["100% laptop"]),
        ("ruiz lap", ["100% laptop"]),
        ("100%", ["100% laptop"]),
        ("1%0", []),
        ("robot", ["Desk"]),
        ("xyzzy", []),
    ],
)
def test_words_search_subject_actor_and_person(
    reader: Api, query: str, expected: list[str]
) -> None:
    boss = make_person(first_name="Bogotá", last_name="Boss", role="ADMIN")
    person = make_person(first_name="Ana", last_name="Ruiz")
    assign(make_asset(name="100% laptop"), person, actor=actor_of(boss))
    make_location(name="Bogotá")
    make_asset(name="Desk", actor=_robot())
    found = {i["subjectName"] for i in items(reader, q=query)}
    assert sorted(found) == expected


def _robot() -> Actor:
    actor = actor_with("asset:write")
    index.put(service_account_document(ServiceAccount.objects.get(pk=actor.service_account_id)))
    return actor


def walk(api: Api, **query: Any) -> list[str]:
    """Follow the cursors to the end; return the ids seen."""
    seen: list[str] = []
    while True:
        body = api.get(ADDRESS, **query).json()
        seen += [item["id"] for item in body["items"]]
        if body["next"] is None:
            return seen
        query["before"] = body["next"]


def test_pages_neither_repeat_nor_skip_under_equal_times(reader: Api) -> None:
    for n in range(7):
        make_asset(name=f"Asset {n}")
        make_location(name=f"Location {n}")
    all_at(NOON)
    everything = [item["id"] for item in items(reader)]
    assert len(set(everything)) == 14
    for limit in (1, 3, 7, 13, 14):
        assert walk(reader, limit=limit) == everything


def test_ties_are_broken_by_source_then_newest_first(reader: Api) -> None:
    make_location(name="L1")
    for name in ("A1", "A2"):
        make_asset(name=name)
    make_location(name="L2")
    all_at(NOON)
    assert [i["subjectName"] for i in items(reader)] == ["A2", "A1", "L2", "L1"]


def test_pages_stay_the_same_while_more_is_written(reader: Api) -> None:
    for n in range(4):
        make_asset(name=f"Asset {n}")
    first = reader.get(ADDRESS, limit=2).json()
    make_asset(name="Later")
    second = items(reader, limit=2, before=first["next"])
    assert [i["subjectName"] for i in second] == ["Asset 1", "Asset 0"]


def test_nothing_at_all(reader: Api) -> None:
    assert reader.get(ADDRESS).json() == {"items": [], "limit": 50, "next": None}


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"action": "exploded"}, "action"),
        ({"entityType": "vault"}, "entityType"),
        ({"entityId": "a b"}, "entityId"),
        ({"actorId": "a/b"}, "actorId"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"q": "x" * 201}, "q"),
        ({"q": "a\x00"}, "q"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"before": "soon"}, "before"),
        ({"before": "20269999T000000.000000-asset-1"}, "before"),
        ({"before": "20260101T000000.000000-asset-" + "9" * 30}, "before"),
        ({"offset": "1"}, "offset"),
    ],
)
def test_wrong_parameters_are_named(reader: Api, query: dict[str, str], path: str) -> None:
    answer = reader.get(ADDRESS, **query)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)


@pytest.mark.parametrize("place", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time(reader: Api, place: str) -> None:
    for name in ("from", "to"):
        assert reader.get(ADDRESS, **{name: place}).status_code == 200


@pytest.mark.parametrize("address", ["", "/filters", "/export"])
def test_only_for_readers_of_the_logs(
    address: str, api_as: Callable[[Person], Api], api_with: Callable[..., Api], member: Person
) -> None:
    assert api_as(member).get(ADDRESS + address).status_code == 403
    assert api_with("dashboard:read", "asset:read").get(ADDRESS + address).status_code == 403
    assert Api().get(ADDRESS + address).status_code == 401


def test_filters_offer_what_there_is(reader: Api, admin: Person, member: Person) -> None:
    robot = actor_with("asset:write")
    make_asset(actor=actor_of(admin))
    make_asset(actor=robot)
    offered = reader.get(f"{ADDRESS}/filters").json()
    assert offered["actors"] == [
        {"id": str(admin.pk), "type": "person", "name": "Ada Admin"},
        {"id": robot.service_account_id, "type": "serviceAccount", "name": robot.name},
    ]
    assert {"value": "asset", "label": "Asset"} in offered["entityTypes"]
    assert {"value": "status_changed", "label": "Status changed"} in offered["actions"]
    for choice in offered["actions"]:
        assert reader.get(ADDRESS, action=choice["value"]).status_code == 200


def exported(api: Api, **query: Any) -> str:
    answer = api.get(f"{ADDRESS}/export", **query)
    assert answer.status_code == 200
    return b"".join(answer).decode()


def test_the_file_holds_exactly_what_was_asked_for(reader: Api, admin: Person) -> None:
    asset = make_asset(name='=cmd|"x",\n1', actor=actor_of(admin))
    make_asset(name="Other")
    all_at(NOON)
    version, *lines = exported(reader, actorId=admin.pk).split("\r\n")
    assert version.startswith("# lazyit ")
    assert "\r\n".join(lines) == (
        "occurredAt,action,entityType,entityId,actorName,summary\r\n"
        f"2026-03-01T12:00:00.000Z,created,asset,{asset.pk},Ada Admin,"
        '"\'=cmd|""x"",\n1 was created"\r\n'
    )


def test_the_file_has_its_name_and_type(reader: Api) -> None:
    answer = reader.get(f"{ADDRESS}/export", bom=1)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="lazyit-activity-20')
    assert b"".join(answer).startswith("\ufeff# lazyit ".encode())


def test_an_empty_file_is_a_header(reader: Api) -> None:
    assert exported(reader).split("\r\n")[1:] == [
        "occurredAt,action,entityType,entityId,actorName,summary",
        "",
    ]


def test_the_file_is_read_in_batches(reader: Api) -> None:
    asset = make_asset()
    rows = [AssetHistory.entry(Actor.system(), asset.pk, "RESTORED", None) for _ in range(2100)]
    AssetHistory.objects.bulk_create(rows)
    assert exported(reader).count("\r\n") == 2 + 2101
    assert_query_count(COUNTS, "GET activity/export, 2,101 rows", lambda: exported(reader))


def test_the_file_speaks_the_language_of_the_request(reader: Api) -> None:
    make_asset(name="Laptop")
    reader.headers["Accept-Language"] = "es"
    assert "Se creó Laptop" in exported(reader)


def test_a_wrong_filter_gives_no_file(reader: Api) -> None:
    assert reader.get(f"{ADDRESS}/export", action="exploded").status_code == 400


def test_a_page_takes_two_queries_whatever_its_length(reader: Api) -> None:
    for _ in range(30):
        assign()
    make_location()
    LocationHistory.record(Actor.system(), make_location().pk, "RESTORED")
    assert_query_count(COUNTS, "GET /api/dashboard/activity", lambda: items(reader))
    assert_query_count(COUNTS, "GET activity?q", lambda: items(reader, q="asset robin"))
