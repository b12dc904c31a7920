"""Locations and their tree."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lazyit.domains.assets.actions import references
from lazyit.domains.assets.models import Location, LocationHistory
from lazyit.domains.assets.models.location import MAX_DEPTH
from lazyit.domains.assets.search import location_document
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.records.lifecycle import Lifecycle
from lazyit.kernel.errors import Invalid

TREE_LOCK = 7_401_001  # one writer at a time may change the shape of the tree

locations = Lifecycle(model=Location, history=LocationHistory, document=location_document)


@transaction.atomic
def create_location(*, actor: Actor, values: dict[str, Any]) -> Location:
    """Create a location. Raises Invalid for an archived parent or a tree that grows too deep."""
    actor.require("location:write")
    _check_parent(None, values.get("parent_id"))
    return locations.create(actor, values)


@transaction.atomic
def update_location(
    *, actor: Actor, location_id: str, values: dict[str, Any], expected_version: int | None = None
) -> Location:
    """Change a location. Raises Invalid if it would lie inside itself."""
    actor.require("location:write")
    if "parent_id" in values:
        _lock_tree()
    location = locations.locked(location_id)
    if values.get("parent_id", location.parent_id) != location.parent_id:
        _check_parent(location, values["parent_id"])
    return locations.update(actor, location, values, expected_version)


@transaction.atomic
def archive_location(
    *, actor: Actor, location_id: str, expected_version: int | None = None
) -> Location:
    """Take a location out of use; assets and places in it keep the link."""
    actor.require("location:delete")
    return locations.archive(actor, locations.locked(location_id), expected_version)


@transaction.atomic
def restore_location(*, actor: Actor, location_id: str) -> Location:
    """Bring a location back, with whatever still points to it."""
    actor.require("location:delete")
    return locations.restore(actor, locations.locked(location_id, archived_too=True))


def _check_parent(location: Location | None, parent_id: str | None) -> None:
    if parent_id is None:
        return
    _lock_tree()
    parent = references.live_location(parent_id, "parentId")
    ancestors = _ancestors(parent)
    if location is not None and location.pk in {a.pk for a in ancestors}:
        raise Invalid.field("parentId", _("A location cannot lie inside itself."), code="cycle")
    if len(ancestors) + _height(location) > MAX_DEPTH:
        raise Invalid.field("parentId", _("Locations nest at most 32 deep."), code="too_deep")


def _ancestors(place: Location | None) -> list[Location]:
    found: list[Location] = []
    while place is not None and len(found) <= MAX_DEPTH:
        found.append(place)
        place = place.parent
    return found


def _height(location: Location | None) -> int:
    """Count the levels of a location's own subtree; a new one has just itself."""
    levels, ids = 1, [location.pk] if location else []
    while ids and levels <= MAX_DEPTH:
        ids = list(Location.objects.filter(parent_id__in=ids).values_list("pk", flat=True))
        levels += bool(ids)
    return levels


def _lock_tree() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
