"""Locations: a free tree of places."""

from __future__ import annotations

from django.db import connection, models

from lazyit.domains.assets.choices import LocationType
from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.records.record import LIVE, Record
from lazyit.foundation.search.folding import folded

MAX_DEPTH = 32
_PATH = """
WITH RECURSIVE way AS (
    SELECT id, name, type, parent_id, 1 AS depth FROM assets_location WHERE id = %s
    UNION ALL
    SELECT p.id, p.name, p.type, p.parent_id, way.depth + 1
    FROM assets_location AS p JOIN way ON p.id = way.parent_id
    WHERE p.deleted_at IS NULL AND way.depth < %s)
SELECT id, name, type, parent_id FROM way ORDER BY depth DESC
"""
_BELOW = """
WITH RECURSIVE below AS (
    SELECT unnest(%s::text[]) AS id
    UNION
    SELECT c.id FROM assets_location AS c JOIN below ON c.parent_id = below.id
    WHERE c.deleted_at IS NULL)
SELECT id FROM below ORDER BY id
"""


class LocationQuerySet(models.QuerySet["Location"]):
    """Reads of locations."""

    def live(self) -> LocationQuerySet:
        """Locations in use."""
        return self.filter(LIVE)

    def below(self, roots: list[str]) -> list[str]:
        """Return the ids of the given locations and of all their live descendants."""
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, [roots])
            return [row[0] for row in cursor.fetchall()]


class Location(Record):
    """A place, perhaps inside another."""

    name = models.CharField(max_length=200)
    type = models.CharField(max_length=12, choices=LocationType.choices)
    description = models.CharField(max_length=2000, null=True)
    address = models.CharField(max_length=500, null=True)
    floor = models.CharField(max_length=50, null=True)
    notes = models.CharField(max_length=2000, null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name_folded = folded("name")

    objects = LocationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name_folded", "id"], condition=LIVE, name="location_by_name"),
            models.Index(fields=["-created_at", "-id"], condition=LIVE, name="location_by_created"),
        ]

    def path(self) -> list[Location]:
        """Return the way from the root to this place, stopping at an archived ancestor."""
        return list(Location.objects.raw(_PATH, [self.pk, MAX_DEPTH]))


class LocationHistory(HistoryRow):
    """One change of a location."""

    subject = models.ForeignKey(Location, models.PROTECT, related_name="history", db_index=False)

    class Meta(HistoryRow.Meta):
        abstract = False
