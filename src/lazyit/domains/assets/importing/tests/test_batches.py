"""Many at once by the rules that hold for one."""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.domains.assets.actions.assets import create_asset
from lazyit.domains.assets.actions.batches import NewAsset, assign_pairs, create_assets
from lazyit.domains.assets.models import Asset, AssetHistory, Assignment
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.search.models import SearchEntry
from lazyit.kernel.errors import Conflict, Forbidden, Invalid
from tests.builders import actor_of, make_person
from tests.register import make_asset, make_location, make_model

pytestmark = pytest.mark.django_db

SOURCE = {"source": "import", "sessionId": "s", "rowIndex": 1}


def traces(asset: Asset) -> list[Any]:
    """Return everything that creating an asset leaves behind, but for its own identity."""
    stored = Asset.objects.filter(pk=asset.pk).values().get()
    own = ("id", "serial", "created_at", "updated_at")
    history = AssetHistory.objects.filter(subject=asset).values("event", "payload", "person_id")
    entry = SearchEntry.objects.filter(kind="asset", record_id=asset.pk)
    found = entry.values("permission", "title", "subtitle", "live").get()
    return [{k: v for k, v in stored.items() if k not in own}, list(history), found]


def test_many_leave_the_same_traces_as_one(admin: Person) -> None:
    model, location = make_model(specs={"ram": "8"}), make_location()
    values = {
        "name": "A",
        "status": "LOST",
        "model_id": model.pk,
        "location_id": location.pk,
        "specs": {"cpu": "x"},
    }
    actor = actor_of(admin)
    one = create_asset(actor=actor, values={**values, "serial": "S1"}, provenance=SOURCE)
    [many] = create_assets(actor=actor, drafts=[NewAsset({**values, "serial": "S2"}, SOURCE)])
    assert traces(one) == traces(many)
    assert many.specs == {"ram": "8", "cpu": "x"}


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"serial": "S1"}, Conflict),
        ({"asset_tag": "T1"}, Conflict),
        ({"model_id": "gone"}, Invalid),
        ({"location_id": "gone"}, Invalid),
        ({"specs": {"k": "x" * 5000}}, Invalid),
    ],
)
def test_one_refusal_refuses_all(
    admin: Person, values: dict[str, Any], error: type[Exception]
) -> None:
    make_asset(serial="S1", asset_tag="T1")
    good = NewAsset({"name": "Good", "status": "LOST"}, SOURCE)
    bad = NewAsset({"name": "Bad", "status": "LOST", **values}, SOURCE)
    with pytest.raises(error):
        create_assets(actor=actor_of(admin), drafts=[good, bad])
    assert Asset.objects.count() == 1


def test_pairs_that_cannot_be(admin: Person) -> None:
    asset, person = make_asset(), make_person()
    inactive = make_person(is_active=False)
    assign_pairs(actor=actor_of(admin), pairs=[(asset.pk, person.pk)])
    for pair, error in (((asset.pk, inactive.pk), Invalid), ((asset.pk, person.pk), Conflict)):
        with pytest.raises(error):
            assign_pairs(actor=actor_of(admin), pairs=[pair])
    assert Assignment.objects.count() == 1


def test_who_may_not_write_assets(viewer: Person) -> None:
    with pytest.raises(Forbidden):
        create_assets(actor=actor_of(viewer), drafts=[NewAsset({"name": "A"}, SOURCE)])
    with pytest.raises(Forbidden):
        assign_pairs(actor=actor_of(viewer), pairs=[])
