"""The REST routes of the asset register."""

from lazyit.domains.assets.api.assets import router as assets
from lazyit.domains.assets.api.assignments import router as assignments
from lazyit.domains.assets.api.batch import router as batch
from lazyit.domains.assets.api.catalogue import categories, models
from lazyit.domains.assets.api.locations import router as locations
from lazyit.domains.assets.api.tags import router as tags

ROUTERS = (
    ("/assets/batch", batch),
    ("/assets", assets),
    ("/asset-assignments", assignments),
    ("/asset-models", models),
    ("/asset-categories", categories),
    ("/locations", locations),
    ("/config/asset-tag-scheme", tags),
)

__all__ = ["ROUTERS"]
