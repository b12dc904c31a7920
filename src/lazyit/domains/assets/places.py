"""Where the asset register stands in the rail and in the palette."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.pages.navigation import INVENTORY, Command, Place, add_commands, add_places


def register_places() -> None:
    """Declare this domain's places and commands."""
    add_places(
        Place("assets", _("Assets"), "assets", "asset", INVENTORY, "asset:read", 10, "a", bar=True),
    )
    add_commands(Command(_("New asset"), "asset-new", "plus", "asset:write"))
