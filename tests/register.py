"""The asset register as tests build it: through its actions, by the system unless told."""

from __future__ import annotations

from typing import Any

from lazyit.domains.assets.actions.assets import create_asset
from lazyit.domains.assets.actions.assignments import assign_asset
from lazyit.domains.assets.actions.catalogue import create_category, create_model
from lazyit.domains.assets.actions.locations import create_location
from lazyit.domains.assets.choices import LocationType, Status
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Category, Location
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from tests.builders import make_person, numbers

SYSTEM = Actor.system()


def make_category(*, actor: Actor = SYSTEM, **values: Any) -> Category:
    """Create a category."""
    return create_category(actor=actor, values={"name": f"Category {next(numbers)}", **values})


def make_model(*, actor: Actor = SYSTEM, **values: Any) -> AssetModel:
    """Create a model."""
    defaults = {"name": f"Model {next(numbers)}", "manufacturer": "Acme"}
    return create_model(actor=actor, values={**defaults, **values})


def make_location(*, actor: Actor = SYSTEM, **values: Any) -> Location:
    """Create a location; an office unless told otherwise."""
    defaults = {"name": f"Location {next(numbers)}", "type": LocationType.OFFICE}
    return create_location(actor=actor, values={**defaults, **values})


def make_asset(*, actor: Actor = SYSTEM, **values: Any) -> Asset:
    """Create an asset; an operational one unless told otherwise."""
    defaults = {"name": f"Asset {next(numbers)}", "status": Status.OPERATIONAL}
    return create_asset(actor=actor, values={**defaults, **values})


def assign(
    asset: Asset | None = None,
    person: Person | None = None,
    *,
    actor: Actor = SYSTEM,
    **values: Any,
) -> Assignment:
    """Give an asset to a person; both are made if not given."""
    asset, person = asset or make_asset(), person or make_person()
    return assign_asset(actor=actor, asset_id=asset.pk, user_id=person.pk, **values)
