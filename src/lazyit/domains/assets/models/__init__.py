"""The asset register's tables."""

from lazyit.domains.assets.models.asset import Asset, AssetHistory
from lazyit.domains.assets.models.assignment import Assignment
from lazyit.domains.assets.models.catalogue import (
    AssetModel,
    AssetModelHistory,
    Category,
    CategoryHistory,
)
from lazyit.domains.assets.models.location import Location, LocationHistory
from lazyit.domains.assets.models.tagging import TagScheme, TagSchemeHistory

__all__ = [
    "Asset",
    "AssetHistory",
    "AssetModel",
    "AssetModelHistory",
    "Assignment",
    "Category",
    "CategoryHistory",
    "Location",
    "LocationHistory",
    "TagScheme",
    "TagSchemeHistory",
]
