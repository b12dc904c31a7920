"""Makes what a row needs: for real through the actions, or only in memory for a dry run."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from lazyit.domains.assets.actions.assets import update_asset
from lazyit.domains.assets.actions.batches import NewAsset, assign_pairs, create_assets
from lazyit.domains.assets.actions.catalogue import create_category, create_model
from lazyit.domains.assets.actions.locations import create_location
from lazyit.domains.assets.models import Asset, AssetModel, Category, Location
from lazyit.domains.assets.specs import check_specs
from lazyit.foundation.accounts import profile_fields
from lazyit.foundation.accounts.actions.creation import create_directory_person
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel import clock

_PERSON_TEXTS = ("first_name", "last_name", "email", "username", "employee_number")
Values = dict[str, Any]
Provenance = dict[str, Any]


class Maker(Protocol):
    """Makes records; the planner and the writer differ in nothing else."""

    def begin(self) -> None:
        """Start on new rows."""

    def category(self, values: Values) -> Category:
        """Make a category."""

    def model(self, values: Values) -> AssetModel:
        """Make a model."""

    def location(self, values: Values) -> Location:
        """Make a location."""

    def person(self, values: Values) -> Person:
        """Make a person without a login."""

    def asset(self, values: Values, provenance: Provenance) -> Asset:
        """Make an asset."""

    def change(self, asset: Asset, values: Values, provenance: Provenance) -> None:
        """Change an asset."""

    def assign(self, asset: Asset, person: Person) -> None:
        """Give the asset to the person."""

    def flush(self) -> None:
        """Write what was only gathered so far."""


class Planner:
    """Makes records that no database will ever see."""

    def begin(self) -> None:
        """Start on new rows."""

    def category(self, values: Values) -> Category:
        """Imagine a category."""
        return Category(**values)

    def model(self, values: Values) -> AssetModel:
        """Imagine a model."""
        return AssetModel(created_at=clock.now(), **values)

    def location(self, values: Values) -> Location:
        """Imagine a location."""
        return Location(**values)

    def person(self, values: Values) -> Person:
        """Imagine a person; raise Invalid where a real one would be refused."""
        texts = {name: values[name] for name in _PERSON_TEXTS}
        return Person(**profile_fields.cleaned(texts, email_required=False))

    def asset(self, values: Values, _provenance: Provenance) -> Asset:
        """Imagine an asset; raise Invalid where a real one would be refused."""
        check_specs(values["specs"])
        return Asset(**values)

    def change(self, _asset: Asset, values: Values, _provenance: Provenance) -> None:
        """Change nothing; raise Invalid where a change would be refused."""
        check_specs(values.get("specs", {}))

    def assign(self, asset: Asset, person: Person) -> None:
        """Assign nothing."""

    def flush(self) -> None:
        """Write nothing."""


class Writer:
    """Makes records through actions, as the importing person; gathers the frequent ones."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self.begin()

    def begin(self) -> None:
        """Forget what was gathered for rows that were undone."""
        self._assets: list[NewAsset] = []
        self._pairs: list[tuple[str, UUID]] = []

    def category(self, values: Values) -> Category:
        """Create a category."""
        return create_category(actor=self._actor, values=values)

    def model(self, values: Values) -> AssetModel:
        """Create a model."""
        return create_model(actor=self._actor, values=values)

    def location(self, values: Values) -> Location:
        """Create a location."""
        return create_location(actor=self._actor, values=values)

    def person(self, values: Values) -> Person:
        """Create a person without a login."""
        return create_directory_person(actor=self._actor, source={"source": "import"}, **values)

    def asset(self, values: Values, provenance: Provenance) -> Asset:
        """Gather an asset; it has its id already."""
        asset = Asset(**values)
        self._assets.append(NewAsset({**values, "id": asset.pk}, provenance))
        return asset

    def change(self, asset: Asset, values: Values, provenance: Provenance) -> None:
        """Change an asset."""
        update_asset(actor=self._actor, asset_id=asset.pk, values=values, provenance=provenance)

    def assign(self, asset: Asset, person: Person) -> None:
        """Gather an assignment."""
        self._pairs.append((asset.pk, person.pk))

    def flush(self) -> None:
        """Create the gathered assets, then assign them."""
        create_assets(actor=self._actor, drafts=self._assets)
        assign_pairs(actor=self._actor, pairs=self._pairs)
        self.begin()
