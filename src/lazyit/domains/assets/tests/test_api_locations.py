"""/api/locations: a free tree of places"""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.domains.assets.actions.locations import archive_location
from lazyit.domains.assets.models import Location, LocationHistory
from lazyit.domains.assets.tests.told import refusal
from lazyit.foundation.audit.actor import Actor
from tests.builders import Api, api_with
from tests.register import make_asset, make_location

pytestmark = pytest.mark.django_db
NEW = {"name": "Madrid", "type": "OFFICE"}


def listed(api: Api, **query: Any) -> list[str]:
    return [p["name"] for p in api.get("/api/locations", **query).json()["items"]]


def path_of(api: Api, place: Location) -> list[str]:
    return [p["id"] for p in api.get(f"/api/locations/{place.pk}").json()["path"]]


def chain(length: int) -> list[Location]:
    places: list[Location] = []
    for _n in range(length):
        places.append(make_location(parent_id=places[-1].pk if places else None))
    return places


def test_creating_and_reading_with_the_path(api: Api) -> None:
    city = api.post("/api/locations", NEW).json()
    room = api.post(
        "/api/locations", {"name": "Room", "type": "RACK", "parentId": city["id"]}
    ).json()
    body = api.get(f"/api/locations/{room['id']}").json()
    assert body["path"] == [
        {"id": city["id"], "name": "Madrid", "type": "OFFICE"},
        {"id": room["id"], "name": "Room", "type": "RACK"},
    ]
    assert LocationHistory.objects.filter(event="CREATED").count() == 2


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": ""}, "name"),
        ({"type": "SHED"}, "type"),
        ({"type": None}, "type"),
        ({"floor": "x" * 51}, "floor"),
        ({"address": "x" * 501}, "address"),
        ({"description": "x" * 2001}, "description"),
        ({"notes": "x" * 2001}, "notes"),
        ({"parentId": "nobody"}, "parentId"),
        ({"path": []}, "path"),
    ],
)
def test_wrong_fields_are_named(api: Api, changed: dict[str, Any], path: str) -> None:
    assert refusal(api.post("/api/locations", {**NEW, **changed}))[::2] == (400, [path])
    assert not Location.objects.exists()


def test_names_may_repeat_and_a_floor_is_a_label(api: Api) -> None:
    for floor in ("2", "Mezzanine"):
        assert api.post("/api/locations", {**NEW, "floor": floor}).json()["floor"] == floor


def test_no_place_lies_inside_itself(api: Api) -> None:
    root, middle, leaf = chain(3)
    for parent in (root, middle, leaf):
        answer = api.patch(f"/api/locations/{root.pk}", {"parentId": parent.pk})
        assert refusal(answer)[::2] == (400, ["parentId"])
    assert Location.objects.get(pk=root.pk).parent_id is None


def test_an_archived_parent_is_refused(api: Api) -> None:
    root, leaf = make_location(), make_location()
    archive_location(actor=Actor.system(), location_id=root.pk)
    answer = api.patch(f"/api/locations/{leaf.pk}", {"parentId": root.pk})
    assert refusal(answer)[2] == ["parentId"]


def test_null_makes_a_root(api: Api) -> None:
    _root, leaf = chain(2)
    assert api.patch(f"/api/locations/{leaf.pk}", {"parentId": None}).json()["parentId"] is None


def test_the_tree_is_at_most_32_deep(api: Api) -> None:
    *_most, last = chain(32)
    assert refusal(api.post("/api/locations", {**NEW, "parentId": last.pk}))[2] == ["parentId"]
    top, below = chain(2)
    answer = api.patch(f"/api/locations/{top.pk}", {"parentId": last.parent_id})
    assert refusal(answer)[2] == ["parentId"]
    assert api.patch(f"/api/locations/{below.pk}", {"parentId": last.parent_id}).status_code == 200


def test_the_path_stops_at_an_archived_ancestor_and_heals(api: Api) -> None:
    root, middle, leaf = chain(3)
    api.delete(f"/api/locations/{root.pk}")
    assert path_of(api, leaf) == [middle.pk, leaf.pk]
    api.post(f"/api/locations/{root.pk}/restore")
    assert path_of(api, leaf) == [root.pk, middle.pk, leaf.pk]


def test_archiving_keeps_what_is_inside(api: Api) -> None:
    root, leaf = chain(2)
    asset = make_asset(location_id=root.pk)
    api.delete(f"/api/locations/{root.pk}")
    assert api.get(f"/api/locations/{leaf.pk}").json()["parentId"] == root.pk
    assert api.get(f"/api/assets/{asset.pk}").json()["location"] is None


def test_the_list_searches_and_filters(api: Api) -> None:
    make_location(name="Núñez building", address="Gran Vía 1", floor="3")
    make_location(name="Rack", type="RACK")
    assert listed(api, q="nunez gran") == listed(api, type="OFFICE") == ["Núñez building"]
    assert listed(api, type="OFFICE,RACK", sort="type") == ["Núñez building", "Rack"]
    assert refusal(api.get("/api/locations", type="SHED"))[0] == 400


def test_stale_writes_and_history(api: Api) -> None:
    place = make_location()
    address = f"/api/locations/{place.pk}"
    assert api.patch(address, {"floor": "1"}, if_match='"1"').status_code == 200
    assert api.patch(address, {"floor": "2"}, if_match='"1"').status_code == 412
    newest, oldest = api.get(f"{address}/history").json()
    assert (newest["payload"], oldest["event"]) == (
        {"fields": {"floor": {"from": None, "to": "1"}}},
        "CREATED",
    )


@pytest.mark.parametrize(
    ("held", "method", "rest"),
    [
        ("location:read", "POST", ""),
        ("location:read", "PATCH", "/{id}"),
        ("location:write", "DELETE", "/{id}"),
        ("location:write", "POST", "/{id}/restore"),
        ("asset:read", "GET", ""),
        ("asset:read", "GET", "/{id}"),
        ("asset:read", "GET", "/{id}/history"),
    ],
)
def test_the_wrong_role_is_refused(db: None, held: str, method: str, rest: str) -> None:
    place = make_location()
    answer = api_with(held).send(method, f"/api/locations{rest.format(id=place.pk)}", NEW)
    assert (answer.status_code, Location.objects.count()) == (403, 1)
    assert Location.objects.get().version == 1


def test_unknown_locations_are_not_found(api: Api) -> None:
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore")):
        assert api.send(method, f"/api/locations/nobody{rest}", NEW).status_code == 404
