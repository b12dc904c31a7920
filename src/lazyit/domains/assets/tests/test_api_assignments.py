"""/api/asset-assignments: assign, release, notes, acknowledge, lists"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.domains.assets.models import Asset, Assignment
from lazyit.domains.assets.tests.told import events, last, refusal, state
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel import clock
from tests.builders import Api, api_as, api_with, make_person
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-0000-0000-000000000000"


def give(api: Api, asset: Asset, person: Person, **more: Any) -> Any:
    body = {"assetId": asset.pk, "userId": str(person.pk), **more}
    return api.post("/api/asset-assignments", body)


def listed(api: Api, **query: Any) -> list[str]:
    return [a["id"] for a in api.get("/api/asset-assignments", **query).json()]


def test_assigning_says_who_what_and_when(asset: Asset, member: Person, admin: Person) -> None:
    answer = give(api_as(admin), asset, member, notes=" With charger ")
    body = answer.json()
    assert answer.status_code == 201
    assert (body["assetId"], body["userId"]) == (asset.pk, str(member.pk))
    assert (body["assignedById"], body["notes"]) == (str(admin.pk), "With charger")
    assert (last(asset.pk).event, last(asset.pk).payload) == (
        "ASSIGNED",
        {"userId": str(member.pk)},
    )


def test_several_people_may_hold_one_asset(api: Api, asset: Asset, member: Person) -> None:
    assert give(api, asset, member).status_code == 201
    assert give(api, asset, make_person()).status_code == 201
    assert Assignment.objects.active().filter(asset=asset).count() == 2


def test_nobody_holds_an_asset_twice(api: Api, asset: Asset, member: Person) -> None:
    give(api, asset, member)
    before = state()
    assert refusal(give(api, asset, member)) == (409, "taken", ["userId"])
    assert state() == before


def test_a_past_start_is_fine_a_future_one_is_not(api: Api, asset: Asset, member: Person) -> None:
    future = clock.instant(clock.now() + timedelta(hours=1))
    assert refusal(give(api, asset, member, assignedAt=future))[2] == ["assignedAt"]
    assert refusal(give(api, asset, member, assignedAt="2024-01-01T00:00:00"))[0] == 400
    past = give(api, asset, member, assignedAt="2024-01-01T00:00:00+02:00").json()
    assert past["assignedAt"] == "2023-12-31T22:00:00.000Z"


def test_who_cannot_hold_assets(api: Api, asset: Asset) -> None:
    inactive, left = make_person(is_active=False), make_person(deleted_at=clock.now())
    before = state()
    for person in (inactive, left):
        assert refusal(give(api, asset, person))[::2] == (400, ["userId"])
    unknown = {"assetId": asset.pk, "userId": NOBODY}
    assert refusal(api.post("/api/asset-assignments", unknown))[2] == ["userId"]
    assert state() == before


def test_directory_people_can(api: Api, asset: Asset) -> None:
    assert give(api, asset, make_person(directory_only=True)).status_code == 201


def test_archived_and_unknown_assets_cannot_be_given(
    api: Api, asset: Asset, member: Person
) -> None:
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    assert refusal(give(api, asset, member))[::2] == (400, ["assetId"])
    body = {"assetId": "nobody", "userId": str(member.pk)}
    assert refusal(api.post("/api/asset-assignments", body))[::2] == (400, ["assetId"])


def test_releasing_ends_a_hold_once(admin: Person, asset: Asset, member: Person) -> None:
    api, hold = api_as(admin), assign(asset, member)
    body = api.patch(f"/api/asset-assignments/{hold.pk}/release", {"notes": "Scratched"}).json()
    assert (body["releasedById"], body["notes"]) == (str(admin.pk), "Scratched")
    assert events(asset.pk)[-1] == "RELEASED"
    before = state()
    again = api.patch(f"/api/asset-assignments/{hold.pk}/release", {})
    assert (refusal(again)[:2], state()) == ((409, "already_in_state"), before)


def test_the_same_person_may_get_it_again(api: Api, asset: Asset, member: Person) -> None:
    hold = assign(asset, member)
    api.patch(f"/api/asset-assignments/{hold.pk}/release", {})
    assert give(api, asset, member).status_code == 201


def test_notes_can_be_changed_after_the_release_and_cleared(api: Api, asset: Asset) -> None:
    hold = assign(asset, notes="Old")
    api.patch(f"/api/asset-assignments/{hold.pk}/release", {})
    for notes in ("New", None):
        body = api.patch(f"/api/asset-assignments/{hold.pk}/notes", {"notes": notes}).json()
        assert body["notes"] == notes
    fields = (last(asset.pk).payload or {})["fields"]
    assert fields == {"assignmentNotes": {"from": "New", "to": None}}


def test_only_the_owner_acknowledges_and_only_once(asset: Asset, viewer: Person) -> None:
    hold, api = assign(asset, viewer), api_as(viewer)
    address = f"/api/asset-assignments/{hold.pk}/acknowledge"
    before = state()
    assert refusal(api_as(make_person()).post(address, {}))[:2] == (409, "wrong_state")
    assert refusal(api_with("asset:write").post(address, {}))[:2] == (403, "people_only")
    assert state() == before
    body = api.post(address, {"note": "Thanks"}).json()
    assert (body["acknowledgedById"], body["acknowledgeNote"]) == (str(viewer.pk), "Thanks")
    assert events(asset.pk)[-1] == "ACKNOWLEDGED"
    assert refusal(api.post(address, {}))[0] == 409


def test_a_released_hold_cannot_be_acknowledged(asset: Asset, viewer: Person, api: Api) -> None:
    hold = assign(asset, viewer)
    api.patch(f"/api/asset-assignments/{hold.pk}/release", {})
    answer = api_as(viewer).post(f"/api/asset-assignments/{hold.pk}/acknowledge", {})
    assert refusal(answer)[0] == 409


def test_lists_by_asset_and_person(api: Api, asset: Asset, member: Person) -> None:
    hold, other = assign(asset, member), assign(make_asset(), member)
    api.patch(f"/api/asset-assignments/{other.pk}/release", {})
    assert listed(api, assetId=asset.pk) == [hold.pk]
    assert set(listed(api, userId=member.pk)) == {hold.pk, other.pk}
    assert listed(api, userId=member.pk, activeOnly="true") == [hold.pk]
    assert [a["id"] for a in api.get(f"/api/assets/{asset.pk}/assignments").json()] == [hold.pk]
    assert api.get(f"/api/asset-assignments/{hold.pk}").json()["id"] == hold.pk


@pytest.mark.parametrize("query", [{"assetId": "not an id"}, {"userId": "x"}])
def test_ids_that_are_none_are_refused(api: Api, query: dict[str, str]) -> None:
    assert refusal(api.get("/api/asset-assignments", **query))[::2] == (400, list(query))


@pytest.mark.parametrize("rest", ["", "/release", "/notes", "/acknowledge"])
def test_unknown_assignments_are_not_found(api: Api, admin: Person, rest: str) -> None:
    method = {"": "GET", "/acknowledge": "POST"}.get(rest, "PATCH")
    caller = api_as(admin) if rest == "/acknowledge" else api
    answer = caller.send(method, f"/api/asset-assignments/nobody{rest}", {})
    assert answer.status_code == 404


def test_readers_cannot_write(asset: Asset, member: Person) -> None:
    hold, api = assign(asset, member), api_with("asset:read")
    before = state()
    assert give(api, asset, make_person()).status_code == 403
    for rest in ("release", "notes"):
        assert api.patch(f"/api/asset-assignments/{hold.pk}/{rest}", {}).status_code == 403
    assert state() == before
