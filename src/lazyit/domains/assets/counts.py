"""What the instance page counts of the asset register."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Location
from lazyit.foundation.operations.counts import Count, add_counts


def register_counts() -> None:
    """Declare this domain's counts."""
    add_counts(
        Count("assets", _("Assets"), lambda: Asset.objects.live().count()),
        Count("models", _("Models"), lambda: AssetModel.objects.filter(deleted_at=None).count()),
        Count("locations", _("Locations"), lambda: Location.objects.live().count()),
        Count("assignments", _("Assignments"), lambda: Assignment.objects.active().count()),
    )
