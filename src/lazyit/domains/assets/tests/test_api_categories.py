"""/api/asset-categories: kinds of asset and their dictionaries"""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.domains.assets.models import Category, CategoryHistory
from lazyit.domains.assets.tests.told import refusal
from tests.builders import Api, api_with
from tests.register import make_category

pytestmark = pytest.mark.django_db
RAM = {"key": "ram", "label": "Memory", "type": "number", "required": True, "enumValues": []}
DISK = {"key": "disk", "label": "Disk", "type": "enum", "required": False, "enumValues": ["SSD"]}


def test_the_starter_set_is_there(api: Api) -> None:
    names = [category["name"] for category in api.get("/api/asset-categories").json()]
    assert len(names) == 12
    assert names == sorted(names)
    assert {"Server", "Laptop", "UPS"} <= set(names)


def test_the_dictionary_goes_out_as_it_came_in(api: Api) -> None:
    body = api.post("/api/asset-categories", {"name": "Tablet", "specsSchema": [RAM, DISK]}).json()
    assert body["specsSchema"] == [RAM, DISK]
    changed = api.patch(f"/api/asset-categories/{body['id']}", {"specsSchema": [DISK]}).json()
    assert changed["specsSchema"] == [DISK]
    cleared = api.patch(f"/api/asset-categories/{body['id']}", {"specsSchema": []}).json()
    assert (cleared["specsSchema"], cleared["version"]) == ([], 3)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ([{**RAM, "type": "date"}], "specsSchema.0.type"),
        ([RAM, RAM], "specsSchema.1.key"),
        ([{**DISK, "enumValues": []}], "specsSchema.0.enumValues"),
        ([{**RAM, "key": "x" * 61}], "specsSchema.0.key"),
        ([{**RAM, "label": ""}], "specsSchema.0.label"),
        ([{**DISK, "enumValues": [str(n) for n in range(51)]}], "specsSchema.0.enumValues"),
        ([{**RAM, "key": f"k{n}"} for n in range(51)], "specsSchema"),
        ([{"key": "ram"}], "specsSchema.0.label"),
    ],
)
def test_wrong_dictionaries_are_refused(api: Api, fields: list[Any], path: str) -> None:
    answer = api.post("/api/asset-categories", {"name": "Tablet", "specsSchema": fields})
    assert answer.status_code == 400
    assert path in refusal(answer)[2]
    assert not Category.objects.filter(name="Tablet").exists()


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "A", "icon": "x" * 101}, "icon"),
        ({"name": "A", "description": "x" * 1001}, "description"),
        ({"name": "A", "order": 1}, "order"),
        ({}, "name"),
    ],
)
def test_wrong_fields_are_named(api: Api, body: dict[str, Any], path: str) -> None:
    assert refusal(api.post("/api/asset-categories", body))[::2] == (400, [path])


def test_names_are_unique_in_any_case_among_live_ones(api: Api) -> None:
    tablet = make_category(name="Tablet")
    assert refusal(api.post("/api/asset-categories", {"name": "TABLET"})) == (
        409,
        "taken",
        ["name"],
    )
    api.delete(f"/api/asset-categories/{tablet.pk}")
    assert api.post("/api/asset-categories", {"name": "tablet"}).status_code == 201
    restored = api.post(f"/api/asset-categories/{tablet.pk}/restore")
    assert refusal(restored) == (409, "taken", ["name"])


def test_archived_ones_are_a_slice_of_their_own(api: Api) -> None:
    tablet = make_category(name="Tablet")
    api.delete(f"/api/asset-categories/{tablet.pk}")
    assert [c["id"] for c in api.get("/api/asset-categories", deleted="only").json()] == [tablet.pk]
    assert api.get(f"/api/asset-categories/{tablet.pk}").status_code == 404
    assert api.post(f"/api/asset-categories/{tablet.pk}/restore").status_code == 201
    events = CategoryHistory.objects.filter(subject=tablet).order_by("id")
    assert [e.event for e in events] == ["CREATED", "DELETED", "RESTORED"]


@pytest.mark.parametrize(
    ("held", "method", "rest"),
    [
        ("category:read", "POST", ""),
        ("category:read", "PATCH", "/{id}"),
        ("category:write", "DELETE", "/{id}"),
        ("category:write", "POST", "/{id}/restore"),
        ("category:read", "GET", "?deleted=only"),
        ("asset:read", "GET", ""),
        ("asset:read", "GET", "/{id}/history"),
    ],
)
def test_the_wrong_role_is_refused(db: None, held: str, method: str, rest: str) -> None:
    tablet = make_category(name="Tablet")
    address = f"/api/asset-categories{rest.format(id=tablet.pk)}"
    assert api_with(held).send(method, address, {"name": "Other"}).status_code == 403
    assert Category.objects.get(pk=tablet.pk).version == 1
    assert not Category.objects.filter(name="Other", pk__gt=tablet.pk).exists()


def test_unknown_categories_are_not_found(api: Api) -> None:
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore")):
        answer = api.send(method, f"/api/asset-categories/nobody{rest}", {"name": "A"})
        assert answer.status_code == 404
