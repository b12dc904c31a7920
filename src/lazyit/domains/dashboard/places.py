"""Where the dashboard and the activity stand in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.pages.navigation import HOME, MANAGE, Place, add_places


def register_places() -> None:
    """Declare this domain's places."""
    add_places(
        Place(
            "home", _("Dashboard"), "home", "dashboard", HOME, "dashboard:read", 10, "d", bar=True
        ),
        Place("activity", _("Activity"), "activity", "activity", MANAGE, "logs:read", 70, "y"),
    )
