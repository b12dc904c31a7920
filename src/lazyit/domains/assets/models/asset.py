"""The asset itself."""

from __future__ import annotations

from django.db import models

from lazyit.domains.assets.choices import Status
from lazyit.domains.assets.models.catalogue import AssetModel
from lazyit.domains.assets.models.location import Location
from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.records.record import LIVE, Record
from lazyit.foundation.search.folding import folded
from lazyit.kernel import clock, money


class AssetQuerySet(models.QuerySet["Asset"]):
    """Reads of assets."""

    def live(self) -> AssetQuerySet:
        """Assets that are not archived."""
        return self.filter(LIVE)

    def companies(self, limit: int = 1001) -> list[str]:
        """Return the company labels in use, in alphabetical order."""
        labels = self.live().exclude(company=None).order_by("company")
        found = labels.values_list("company", flat=True).distinct()[:limit]
        return [label for label in found if label]


class Asset(Record):
    """A thing that the company has; people come and go, the asset stays."""

    name = models.CharField(max_length=200)
    status = models.CharField(max_length=16, choices=Status.choices)
    serial = models.CharField(max_length=200, null=True)
    asset_tag = models.CharField(max_length=200, null=True)
    model = models.ForeignKey(
        AssetModel, models.PROTECT, null=True, related_name="assets", db_index=False
    )
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, related_name="assets", db_index=False
    )
    company = models.CharField(max_length=200, null=True)
    purchase_date = models.DateField(null=True)
    warranty_end = models.DateField(null=True)
    purchase_cost = models.BigIntegerField(null=True)
    salvage_value = models.BigIntegerField(null=True)
    useful_life_months = models.PositiveIntegerField(null=True)
    notes = models.CharField(max_length=2000, null=True)
    specs = models.JSONField(default=dict)
    name_folded = folded("name")

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["serial"], condition=LIVE, name="asset_serial_live"),
            models.UniqueConstraint(fields=["asset_tag"], condition=LIVE, name="asset_tag_live"),
            models.CheckConstraint(
                condition=models.Q(purchase_cost=None) | models.Q(purchase_cost__gte=0),
                name="asset_purchase_cost_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(salvage_value=None) | models.Q(salvage_value__gte=0),
                name="asset_salvage_value_positive",
            ),
        ]
        # One index a sort: it carries the id, so a page far down is found without touching rows.
        # Live rows only, so that counting them needs no rows either.
        indexes = [
            models.Index(fields=["created_at", "id"], condition=LIVE, name="asset_by_created"),
            models.Index(fields=["updated_at", "id"], condition=LIVE, name="asset_by_updated"),
            models.Index(fields=["name_folded", "id"], condition=LIVE, name="asset_by_name"),
            models.Index(
                fields=["status", "created_at", "id"], condition=LIVE, name="asset_by_status"
            ),
            models.Index(
                fields=["model", "created_at", "id"], condition=LIVE, name="asset_by_model"
            ),
            models.Index(
                fields=["location", "created_at", "id"], condition=LIVE, name="asset_by_location"
            ),
            models.Index(
                models.F("asset_tag").desc(nulls_last=True),
                models.F("id").desc(),
                condition=LIVE,
                name="asset_by_tag_down",
            ),
            models.Index(
                models.F("serial").desc(nulls_last=True),
                models.F("id").desc(),
                condition=LIVE,
                name="asset_by_serial_down",
            ),
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(deleted_at__isnull=False),
                name="asset_archived",
            ),
            models.Index(fields=["company"], condition=LIVE, name="asset_by_company"),
            models.Index(fields=["warranty_end"], condition=LIVE, name="asset_by_warranty"),
        ]

    def book_value(self) -> int | None:
        """Return today's value in minor units, or None without a purchase cost."""
        if self.purchase_cost is None:
            return None
        if self.purchase_date is None:
            return self.purchase_cost
        age = clock.whole_months(self.purchase_date, clock.today())
        life = self.useful_life_months
        return money.book_value(self.purchase_cost, self.salvage_value, life, age)


class AssetHistory(HistoryRow):
    """One change of an asset."""

    subject = models.ForeignKey(Asset, models.PROTECT, related_name="history", db_index=False)

    class Meta(HistoryRow.Meta):
        abstract = False
