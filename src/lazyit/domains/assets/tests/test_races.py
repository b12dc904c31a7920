"""Two at once: what one wins, the other loses, and nothing is left half done"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from lazyit.domains.assets.actions import bulk
from lazyit.domains.assets.actions.assets import archive_asset, create_asset, update_asset
from lazyit.domains.assets.actions.assignments import (
    acknowledge_assignment,
    assign_asset,
    release_assignment,
)
from lazyit.domains.assets.actions.catalogue import archive_model
from lazyit.domains.assets.actions.locations import archive_location, update_location
from lazyit.domains.assets.models import Asset, AssetHistory, Assignment, Location, TagScheme
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.errors import Conflict, DomainError, Invalid, NotFound, Stale
from tests.builders import actor_of, make_person
from tests.register import assign, make_asset, make_location, make_model

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system()
Work = Callable[[], Any]


def at_once(works: Sequence[Work]) -> list[Any]:
    """Run all at the same moment, each on a connection of its own; return results or refusals."""
    barrier = Barrier(len(works))

    def run(work: Work) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return work()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works, timeout=60))


def kinds(results: Sequence[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def new_asset(**values: Any) -> Work:
    wanted = {"name": "Racer", "status": "OPERATIONAL", **values}
    return lambda: create_asset(actor=SYSTEM, values=dict(wanted))


def move(place: Location, into: Location) -> Work:
    values = {"parent_id": into.pk}
    return lambda: update_location(actor=SYSTEM, location_id=place.pk, values=values)


def change(ids: Sequence[str], status: str) -> Work:
    return lambda: bulk.set_fields(actor=SYSTEM, ids=ids, values={"status": status})


def test_32_creates_on_a_dense_estate_take_32_tags() -> None:
    TagScheme.objects.create(enabled=True, prefix="LZ-", width=4)
    taken = [Asset(name="Old", status="LOST", asset_tag=f"LZ-{n:04d}") for n in range(1, 301, 2)]
    Asset.objects.bulk_create(taken)
    results = at_once([new_asset()] * 32)
    assert kinds(results) == ["Asset"] * 32
    tags = [asset.asset_tag for asset in results]
    assert len(set(tags)) == 32
    assert sorted(tags) == [f"LZ-{n:04d}" for n in range(2, 65, 2)]
    assert AssetHistory.objects.filter(event="CREATED").count() == 32


def test_explicit_tags_and_the_scheme_do_not_trip_each_other() -> None:
    TagScheme.objects.create(enabled=True, prefix="LZ-")
    works = [new_asset() if n % 2 else new_asset(asset_tag=f"LZ-{n // 2 + 1}") for n in range(16)]
    results = at_once(works)
    tags = list(Asset.objects.values_list("asset_tag", flat=True))
    assert len(tags) == len(set(tags)) >= 8
    assert {type(r) for r in results} <= {Asset, Conflict}


def test_one_serial_is_given_once() -> None:
    results = at_once([new_asset(serial="SN1")] * 8)
    assert kinds(results) == ["Asset"] + ["Conflict"] * 7
    assert AssetHistory.objects.count() == 1


def test_two_releases_and_one_wins() -> None:
    hold = assign()
    results = at_once([lambda: release_assignment(actor=SYSTEM, assignment_id=hold.pk)] * 6)
    assert kinds(results) == ["Assignment"] + ["Conflict"] * 5
    assert AssetHistory.objects.filter(event="RELEASED").count() == 1


def test_receipt_is_acknowledged_once() -> None:
    person = make_person()
    hold, actor = assign(person=person), actor_of(person)
    results = at_once([lambda: acknowledge_assignment(actor=actor, assignment_id=hold.pk)] * 6)
    assert kinds(results) == ["Assignment"] + ["Conflict"] * 5
    assert AssetHistory.objects.filter(event="ACKNOWLEDGED").count() == 1


def test_one_person_gets_one_asset_once() -> None:
    asset, person = make_asset(), make_person()
    results = at_once(
        [lambda: assign_asset(actor=SYSTEM, asset_id=asset.pk, user_id=person.pk)] * 6
    )
    assert kinds(results) == ["Assignment"] + ["Conflict"] * 5
    assert Assignment.objects.active().count() == 1


def test_of_two_saves_of_one_version_one_is_stale() -> None:
    asset = make_asset()

    def save() -> Asset:
        values = {"notes": "Mine"}
        return update_asset(actor=SYSTEM, asset_id=asset.pk, values=values, expected_version=1)

    results = at_once([save] * 4)
    assert kinds(results) == ["Asset", "Stale", "Stale", "Stale"]
    assert all(isinstance(r, Asset | Stale) for r in results)
    assert Asset.objects.get().version == 2


@pytest.mark.parametrize("round_", range(4))
def test_two_places_never_lie_inside_each_other(round_: int) -> None:
    one, two = make_location(), make_location()
    results = at_once([move(one, two), move(two, one)])
    assert kinds(results) == ["Invalid", "Location"]
    assert Location.objects.filter(parent=None).count() == 1


def test_a_ring_of_three_is_never_closed() -> None:
    ring = [make_location() for _n in range(3)]
    results = at_once([move(ring[n], ring[(n + 1) % 3]) for n in range(3)])
    assert kinds(results) == ["Invalid", "Location", "Location"]
    assert Location.objects.filter(parent=None).count() == 1


@pytest.mark.parametrize("round_", range(4))
def test_assigning_against_archiving(round_: int) -> None:
    asset, person = make_asset(), make_person()
    given, archived = at_once(
        [
            lambda: assign_asset(actor=SYSTEM, asset_id=asset.pk, user_id=person.pk),
            lambda: archive_asset(actor=SYSTEM, asset_id=asset.pk),
        ]
    )
    assert isinstance(archived, Asset)
    assert isinstance(given, Assignment | Invalid)
    assert Assignment.objects.count() == int(isinstance(given, Assignment))


@pytest.mark.parametrize("round_", range(4))
def test_nobody_gets_an_asset_while_being_archived(round_: int) -> None:
    asset, person = make_asset(), make_person()

    def leave() -> None:
        Person.objects.filter(pk=person.pk).update(is_active=False)

    given, _none = at_once(
        [lambda: assign_asset(actor=SYSTEM, asset_id=asset.pk, user_id=person.pk), leave]
    )
    assert isinstance(given, Assignment | Invalid)


def test_creating_against_archiving_the_parents() -> None:
    model, place = make_model(), make_location()
    made, *archived = at_once(
        [
            new_asset(model_id=model.pk, location_id=place.pk),
            lambda: archive_model(actor=SYSTEM, model_id=model.pk),
            lambda: archive_location(actor=SYSTEM, location_id=place.pk),
        ]
    )
    assert isinstance(made, Asset | Invalid)
    assert kinds(archived) == ["AssetModel", "Location"]


def test_archiving_twice_happens_once() -> None:
    asset = make_asset()
    results = at_once([lambda: archive_asset(actor=SYSTEM, asset_id=asset.pk)] * 4)
    assert kinds(results) == ["Asset"] + ["NotFound"] * 3
    assert all(isinstance(r, Asset | NotFound) for r in results)


def test_bulk_changes_in_opposite_orders_do_not_deadlock() -> None:
    ids = [make_asset().pk for _n in range(30)]
    works = [
        change(ids, "LOST"),
        change(ids[::-1], "RETIRED"),
        lambda: bulk.release_assets(actor=SYSTEM, ids=ids[::-1]),
        change(ids, "UNKNOWN"),
    ]
    assert kinds(at_once(works)) == ["BulkResult"] * 4
    assert Asset.objects.values("status").distinct().count() == 1
