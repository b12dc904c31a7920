"""Locations: a free tree of places."""

from __future__ import annotations

from django.db import models

from lazyit.domains.assets.choices import LocationType
from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.records.record import LIVE, Record
from lazyit.foundation.search.folding import folded

MAX_DEPTH = 32


class LocationQuerySet(models.QuerySet["Location"]):
    """Reads of locations."""

    def live(self) -> LocationQuerySet:
        """Locations in use."""
        return self.filter(LIVE)

    def below(self, roots: list[str]) -> list[str]:
        """Return the ids of the given locations and of all their live descendants."""
        found, level = set(roots), set(roots)
        for _depth in range(MAX_DEPTH):
            children = self.live().filter(parent_id__in=level).values_list("id", flat=True)
            level = set(children) - found
            if not level:
                break
            found |= level
        return sorted(found)


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
        way, place = [self], self.parent
        while place and not place.deleted_at and len(way) < MAX_DEPTH:
            way.insert(0, place)
            place = place.parent
        return way


class LocationHistory(HistoryRow):
    """One change of a location."""

    subject = models.ForeignKey(Location, models.PROTECT, related_name="history", db_index=False)

    class Meta(HistoryRow.Meta):
        abstract = False
