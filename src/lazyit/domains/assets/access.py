"""The only way to get a row of the register for a request."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Category, Location
from lazyit.foundation.audit.actor import Actor
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


def get_assignment(actor: Actor, assignment_id: str) -> Assignment:
    """Return an assignment, released or not."""
    actor.require("asset:read")
    rows = Assignment.objects.select_related("user", "asset", "assigned_by", "released_by")
    assignment = rows.filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound(_("There is no such assignment."))
    return assignment


def _live(rows: QuerySet[R], record_id: str) -> R:
    record = rows.filter(pk=record_id, deleted_at=None).first()
    if record is None:
        raise NotFound(_("There is no such record, or it is archived."))
    return record
