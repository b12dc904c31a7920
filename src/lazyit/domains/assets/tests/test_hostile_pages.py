"""What the register's pages make of texts that nobody types, and of roles that nobody expects."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lazyit.domains.assets.models import Asset, Category
from lazyit.foundation.rbac.models import Role
from tests.builders import Api, make_administrator, make_person, signed_in
from tests.register import assign, make_asset, make_category, make_location, make_model

pytestmark = pytest.mark.django_db
NUL = "%00"


@pytest.fixture
def boss() -> Client:
    return signed_in(make_administrator())


def viewer_with(*permissions: str) -> Client:
    Role.objects.filter(pk="VIEWER").update(permissions=list(permissions))
    return signed_in(make_person())


@pytest.mark.parametrize(
    "address",
    [
        f"/assets/new?model={NUL}&location={NUL}&owner={NUL}",
        f"/assets/new/specs?model={NUL}&was_model={NUL}",
        f"/asset-models/new?category={NUL}",
        f"/locations/new?parent={NUL}",
        f"/people/new?manager={NUL}&asset={NUL}",
    ],
)
def test_a_form_opens_whatever_its_address_says(boss: Client, address: str) -> None:
    assert boss.get(address).status_code == 200


@pytest.mark.parametrize("label", [NUL, "x" * 5000, "%ff"])
def test_a_company_that_cannot_be_is_not_found(boss: Client, label: str) -> None:
    assert boss.get(f"/settings/companies/rename?label={label}").status_code == 404


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/assets/new", {"name": "a", "status": "LOST", "model": "\0"}),
        ("/assets/new", {"name": "a", "status": "LOST", "purchase_date": "0002-01-01"}),
        ("/locations/new", {"name": "a", "type": "RACK", "parent": "\0"}),
    ],
)
def test_a_record_with_a_wrong_value_is_refused(
    boss: Client, address: str, form: dict[str, Any]
) -> None:
    assert boss.post(address, form).status_code == 400
    assert not Asset.objects.exists()


@pytest.mark.parametrize("part", ["key", "label", "values"])
def test_a_dictionary_with_a_wrong_text_is_refused(boss: Client, part: str) -> None:
    row = {"key": "a", "label": "a", "type": "enum", "required": "", "values": "a"}
    fields = {f"specs_schema_{name}": text for name, text in {**row, part: "a\0"}.items()}
    answer = boss.post("/settings/asset-categories/new", {"name": "Odd", **fields})
    assert answer.status_code == 400
    assert not Category.objects.filter(name="Odd").exists()


@pytest.mark.parametrize("day", ["0001-01-01", "0026-01-01", "9999-12-31"])
def test_an_asset_is_never_held_since_the_year_one(boss: Client, day: str) -> None:
    asset, person = make_asset(), make_person()
    boss.post(f"/assets/{asset.pk}/assign", {"user": str(person.pk), "assigned_at": day})
    assert not asset.assignments.exists()


@pytest.mark.parametrize("verb", ["assign", "location", "model"])
def test_names_are_for_those_who_may_read_them(verb: str) -> None:
    make_person(last_name="Secretive")
    make_location(name="Secretive")
    make_model(name="Secretive")
    client, asset = viewer_with("asset:read", "asset:write"), make_asset()
    answer = client.post(f"/assets/bulk/{verb}", {"id": [asset.pk]})
    assert answer.status_code == 403
    assert b"Secretive" not in answer.content


def test_people_are_not_offered_to_those_who_may_not_read_them() -> None:
    make_person(email="secretive@example.org")
    client, asset = viewer_with("asset:read", "asset:write"), make_asset()
    answer = client.get(f"/assets/{asset.pk}/assign")
    assert answer.status_code == 403
    assert b"secretive" not in answer.content


def test_a_filter_names_nobody_to_those_who_may_not_read_people() -> None:
    hidden = make_person(last_name="Secretive")
    page = viewer_with("asset:read").get("/assets", {"owner": str(hidden.pk)})
    assert page.status_code == 200
    assert b"Secretive" not in page.content


def test_who_may_only_archive_archives_and_releases_nothing() -> None:
    client, held = viewer_with("asset:read", "asset:delete"), assign()
    form = {"id": [held.asset_id], "confirmed": "1", "release": "on"}
    assert client.post("/assets/bulk/archive", form).status_code == 302
    held.refresh_from_db()
    assert held.released_at is None
    assert Asset.objects.get(pk=held.asset_id).is_archived


@pytest.mark.parametrize(
    "value", [0, 86400, "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00", True]
)
def test_a_date_is_a_text_within_the_calendar(api: Api, value: object) -> None:
    answer = api.post("/api/assets", {"name": "a", "status": "LOST", "purchaseDate": value})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "purchaseDate")
    assert not Asset.objects.exists()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "0999-12-31T23:59:59Z"])
def test_an_assignment_begins_within_the_calendar(api: Api, moment: str) -> None:
    body = {"assetId": make_asset().pk, "userId": str(make_person().pk), "assignedAt": moment}
    assert api.post("/api/asset-assignments", body).status_code == 400


@pytest.mark.parametrize(
    "specs",
    [{"a": [[]] * 200_000}, {"a": [[1] * 30_000] * 40}, {"a": {str(n): n for n in range(40_000)}}],
)
def test_custom_fields_are_refused_before_they_are_walked_through(
    api: Api, specs: dict[str, Any]
) -> None:
    answer = api.post("/api/assets", {"name": "a", "status": "LOST", "specs": specs})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_long")
    assert not Asset.objects.exists()


def test_an_archived_parent_matches_nothing(api: Api) -> None:
    category, place = make_category(), make_location()
    make_model(category_id=category.pk)
    child = make_location(parent_id=place.pk)
    for path in (f"/api/asset-categories/{category.pk}", f"/api/locations/{place.pk}"):
        assert api.delete(path).status_code == 200
    assert api.get("/api/asset-models", categoryId=category.pk).json()["total"] == 0
    assert api.get("/api/locations", parentId=place.pk).json()["total"] == 0
    found = api.get("/api/locations", root="true").json()["items"]
    assert [row["id"] for row in found] == [child.pk]


@pytest.mark.parametrize("path", ["asset-models", "asset-categories", "locations"])
def test_archiving_what_has_changed_is_refused(api: Api, path: str) -> None:
    make = {
        "asset-models": make_model,
        "asset-categories": make_category,
        "locations": make_location,
    }
    address = f"/api/{path}/{make[path]().pk}"
    assert api.delete(address, if_match='"7"').status_code == 412
    assert api.get(address).json()["deletedAt"] is None
    assert api.delete(address, if_match='"1"').status_code == 200


def test_notes_left_on_release_are_in_the_history(api: Api) -> None:
    held = assign(notes="before")
    api.patch(f"/api/asset-assignments/{held.pk}/release", {"notes": "after"})
    [released, *_earlier] = api.get(f"/api/assets/{held.asset_id}/history").json()
    assert released["payload"]["fields"] == {"assignmentNotes": {"from": "before", "to": "after"}}
