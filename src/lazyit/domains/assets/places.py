"""Where the asset register stands in the rail, in the palette and in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.pages.navigation import INVENTORY, Command, Place, add_commands, add_places
from lazyit.foundation.pages.settings_areas import SettingsArea, add_settings_areas


def register_places() -> None:
    """Declare this domain's places, commands and settings."""
    read = "assetModel:read", "location:read"
    add_places(
        Place("assets", _("Assets"), "assets", "asset", INVENTORY, "asset:read", 10, "a", bar=True),
        Place("models", _("Models"), "asset-models", "model", INVENTORY, read[0], 20, "m"),
        Place(
            "locations",
            _("Locations"),
            "location-tree",
            "location",
            INVENTORY,
            read[1],
            30,
            "l",
            under=("/locations",),
        ),
    )
    add_commands(
        Command(_("New asset"), "asset-new", "plus", "asset:write"),
        Command(_("New model"), "asset-model-new", "plus", "assetModel:write"),
        Command(_("New location"), "location-new", "plus", "location:write"),
    )
    add_settings_areas(
        SettingsArea(
            "asset-categories",
            _("Asset categories"),
            _("Kinds of asset, and the custom fields that each suggests."),
            "asset-categories",
            "category",
            "category:read",
            order=20,
        ),
        SettingsArea(
            "asset-tags",
            _("Asset tags"),
            _("How new assets get their tags."),
            "asset-tags",
            "tag",
            order=30,
        ),
        SettingsArea(
            "companies",
            _("Companies"),
            _("Rename and merge the labels that group assets."),
            "companies",
            "swap",
            "asset:write",
            order=40,
        ),
    )
