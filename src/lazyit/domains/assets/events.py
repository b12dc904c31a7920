"""What history says happened to a record of the asset register."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssetEvent(models.TextChoices):
    """Events of an asset; payloads are in the specification of inventory, section 2.5."""

    CREATED = "CREATED", _("created")
    UPDATED = "UPDATED", _("updated")
    STATUS_CHANGED = "STATUS_CHANGED", _("status changed")
    LOCATION_CHANGED = "LOCATION_CHANGED", _("location changed")
    MODEL_CHANGED = "MODEL_CHANGED", _("model changed")
    SPECS_CHANGED = "SPECS_CHANGED", _("custom fields changed")
    TAG_CHANGED = "TAG_CHANGED", _("tag changed")
    ASSIGNED = "ASSIGNED", _("assigned")
    RELEASED = "RELEASED", _("released")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("receipt acknowledged")
    DELETED = "DELETED", _("archived")
    RESTORED = "RESTORED", _("restored")


class CatalogueEvent(models.TextChoices):
    """Events of a model, category or location."""

    CREATED = "CREATED", _("created")
    UPDATED = "UPDATED", _("updated")
    DELETED = "DELETED", _("archived")
    RESTORED = "RESTORED", _("restored")
