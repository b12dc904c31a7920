"""The closed words of the asset register."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where an asset stands in its life; any transition is allowed."""

    OPERATIONAL = "OPERATIONAL", _("Operational")
    IN_MAINTENANCE = "IN_MAINTENANCE", _("In maintenance")
    IN_STORAGE = "IN_STORAGE", _("In storage")
    RETIRED = "RETIRED", _("Retired")
    LOST = "LOST", _("Lost")
    UNKNOWN = "UNKNOWN", _("Unknown")


class LocationType(models.TextChoices):
    """What kind of place a location is."""

    OFFICE = "OFFICE", _("Office")
    DATACENTER = "DATACENTER", _("Data center")
    RACK = "RACK", _("Rack")
    REMOTE = "REMOTE", _("Remote")
    STORAGE = "STORAGE", _("Storage")
    OTHER = "OTHER", _("Other")
