"""The only way to get a row of the register for a request."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from lazyit.domains.assets.choices import Status
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Category, Location
from lazyit.domains.assets.rows import asset_plain, assignment_row
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.spec import Row
from lazyit.foundation.records.record import Record
from lazyit.kernel.errors import NotFound

R = TypeVar("R", bound=Record)


def get_asset(actor: Actor, asset_id: str) -> Asset:
    """Return a live asset with its relations; archived ones are nowhere to be read."""
    actor.require("asset:read")
    rows = Asset.objects.select_related("model__category", "location")
    return _live(rows, asset_id)


def get_model(actor: Actor, model_id: str) -> AssetModel:
    """Return a live model with its category."""
    actor.require("assetModel:read")
    return _live(AssetModel.objects.select_related("category"), model_id)


def get_category(actor: Actor, category_id: str) -> Category:
    """Return a live category."""
    actor.require("category:read")
    return _live(Category.objects.all(), category_id)


def get_location(actor: Actor, location_id: str) -> Location:
    """Return a live location."""
    actor.require("location:read")
    return _live(Location.objects.select_related("parent"), location_id)


def location_tree(actor: Actor) -> list[Location]:
    """Return all live locations by name; who draws them finds the tree in their parents."""
    actor.require("location:read")
    fields = ("id", "name", "type", "address", "floor", "parent_id")
    return list(Location.objects.live().only(*fields).order_by("name_folded", "pk"))


def get_assignment(actor: Actor, assignment_id: str) -> Assignment:
    """Return an assignment, released or not."""
    actor.require("asset:read")
    rows = Assignment.objects.select_related("user", "asset", "assigned_by", "released_by")
    assignment = rows.filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound(_("There is no such assignment."))
    return assignment


def own_assignment(actor: Actor, assignment_id: str) -> Assignment:
    """Return an assignment of the caller's own, for which nothing is needed."""
    rows = Assignment.objects.select_related("asset", "user")
    hold = rows.filter(pk=assignment_id, user_id=actor.require_person()).first()
    if hold is None:
        raise NotFound(_("There is no such assignment."))
    return hold


def assignments_of(actor: Actor, person_id: UUID) -> QuerySet[Assignment]:
    """Return what a person holds and held, newest first, each with its asset.

    Their own everybody may read; other people's whoever may read people.
    """
    if actor.person_id != person_id:
        actor.require("user:read")
    found = Assignment.objects.filter(user_id=person_id).order_by("-assigned_at", "-pk")
    return found.select_related("asset__model__category", "asset__location", "assigned_by")


def holding_rows(actor: Actor, assignments: Iterable[Assignment]) -> list[Row]:
    """Shape what people hold for the API, each with its asset for whoever may read assets."""
    with_asset = actor.may("asset:read")
    return [
        {**assignment_row(a), "asset": asset_plain(a.asset) if with_asset else None}
        for a in assignments
    ]


def held_counts(person_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many live assets each of these people holds, by one query."""
    held = Assignment.objects.active().filter(user_id__in=person_ids, asset__deleted_at=None)
    counts = held.order_by().values("user_id").annotate(count=Count("pk"))
    return dict(counts.values_list("user_id", "count"))


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many live assets have a status."""

    status: str
    label: str
    count: int


def status_counts(actor: Actor) -> list[StatusCount]:
    """Count live assets by status, in the fixed order of statuses."""
    actor.require("asset:read")
    counted = Asset.objects.live().order_by().values("status").annotate(count=Count("*"))
    found = dict(counted.values_list("status", "count"))
    return [StatusCount(s.value, str(s.label), found.get(s, 0)) for s in Status]


def held_asset_count(actor: Actor) -> int:
    """Return how many live assets somebody holds; one with several holders counts once."""
    actor.require("asset:read")
    held = Assignment.objects.active()
    archived = Asset.objects.filter(deleted_at__isnull=False, pk__in=held.values("asset"))
    counted: int = held.aggregate(n=Count("asset", distinct=True))["n"]
    return counted - archived.count()


def _live(rows: QuerySet[R], record_id: str) -> R:
    record = rows.filter(pk=record_id, deleted_at=None).first()
    if record is None:
        raise NotFound(_("There is no such record, or it is archived."))
    return record
