"""Categories and models: what kinds of asset there are."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.records.record import LIVE, Record
from lazyit.foundation.search.folding import folded


class Category(Record):
    """A kind of asset, with an advisory dictionary of custom fields."""

    name = models.CharField(max_length=100)
    description = models.CharField(max_length=1000, null=True)
    icon = models.CharField(max_length=100, null=True)
    specs_schema = models.JSONField(default=list)
    name_folded = folded("name")

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=LIVE, name="category_name_live")
        ]
        indexes = [
            models.Index(fields=["name_folded", "id"], condition=LIVE, name="category_by_name")
        ]


class CategoryHistory(HistoryRow):
    """One change of a category."""

    subject = models.ForeignKey(Category, models.PROTECT, related_name="history", db_index=False)

    class Meta(HistoryRow.Meta):
        abstract = False


class AssetModel(Record):
    """A product that assets are instances of; its specs are copied into new assets."""

    name = models.CharField(max_length=200)
    manufacturer = models.CharField(max_length=200)
    sku = models.CharField(max_length=100, null=True)
    description = models.CharField(max_length=2000, null=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="models")
    specs = models.JSONField(default=dict)
    name_folded = folded("name")
    manufacturer_folded = folded("manufacturer")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku"], condition=LIVE, name="asset_model_sku_live")
        ]
        indexes = [
            models.Index(fields=["name_folded", "id"], condition=LIVE, name="asset_model_by_name"),
            models.Index(
                fields=["-created_at", "-id"], condition=LIVE, name="asset_model_by_created"
            ),
        ]


class AssetModelHistory(HistoryRow):
    """One change of a model."""

    subject = models.ForeignKey(AssetModel, models.PROTECT, related_name="history", db_index=False)

    class Meta(HistoryRow.Meta):
        abstract = False
