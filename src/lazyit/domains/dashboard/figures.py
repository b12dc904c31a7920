"""How things stand now: counts of what the caller may see, and what needs attention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.access import StatusCount, held_asset_count, status_counts
from lazyit.domains.assets.lists import ASSETS, LOCATIONS, MODELS
from lazyit.domains.people.lists import PEOPLE
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.request import ListRequest
from lazyit.foundation.listing.spec import ListSpec
from lazyit.kernel import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

READ = "dashboard:read"
# The health of the register: in use, being taken care of, gone or nobody knows.
HEALTH = {
    "operational": ("OPERATIONAL",),
    "inCare": ("IN_MAINTENANCE", "IN_STORAGE"),
    "outOfUse": ("LOST", "RETIRED", "UNKNOWN"),
}


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that needs attention: the list it opens, counted by that same list."""

    key: str
    label: Text
    tone: str
    query: str

    @property
    def url(self) -> str:
        """Return the address of the filtered list."""
        return f"/assets?{self.query}"


CONCERNS = (
    Concern("lost", _("Lost"), "red", "status=LOST"),
    Concern(
        "warranty_expiring", _("Warranty ends within 90 days"), "amber", "warranty=expiring90d"
    ),
    Concern("warranty_expired", _("Warranty has ended"), "slate", "warranty=expired"),
    Concern("in_maintenance", _("In maintenance"), "slate", "status=IN_MAINTENANCE"),
)


@dataclass(frozen=True, slots=True)
class AssetFigures:
    """Counts of live assets."""

    statuses: list[StatusCount]
    assigned: int
    concerns: dict[str, int]

    @property
    def by_status(self) -> dict[str, int]:
        """How many have each status, in the fixed order."""
        return {each.status: each.count for each in self.statuses}

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(each.count for each in self.statuses)

    @property
    def health(self) -> dict[str, int]:
        """How many are in use, taken care of, and gone."""
        return {name: sum(self.by_status[s] for s in group) for name, group in HEALTH.items()}


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything counted; a section is None if the caller may not read it."""

    at: datetime
    assets: AssetFigures | None
    people: int | None
    locations: int | None
    models: int | None


def figures_for(actor: Actor) -> Figures:
    """Count what the actor may see; raise Forbidden without the dashboard's permission."""
    actor.require(READ)
    return Figures(
        at=clock.now(),
        assets=_assets(actor) if actor.may(ASSETS.permission) else None,
        people=_count(actor, PEOPLE),
        locations=_count(actor, LOCATIONS),
        models=_count(actor, MODELS),
    )


def _assets(actor: Actor) -> AssetFigures:
    statuses = status_counts(actor)
    known = {f"status={each.status}": each.count for each in statuses}
    concerns = {c.key: _concern(actor, c, known) for c in CONCERNS}
    return AssetFigures(statuses, held_asset_count(actor), concerns)


def _concern(actor: Actor, concern: Concern, known: Mapping[str, int]) -> int:
    if concern.query in known:
        return known[concern.query]
    request = ASSETS.parse(QueryDict(concern.query))
    return ASSETS.matched(actor, request).count()


def _count(actor: Actor, spec: ListSpec) -> int | None:
    if not actor.may(spec.permission):
        return None
    return spec.matched(actor, ListRequest()).count()
