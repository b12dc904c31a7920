from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Page machinery: shell, components, forms, static sources."""

    name = "lazyit.foundation.pages"

    def ready(self) -> None:
        """Declare the place of the settings."""
        from django.utils.translation import gettext_lazy as _

        from lazyit.foundation.pages.navigation import MANAGE, Place, add_places

        add_places(
            Place(
                "settings", _("Settings"), "settings", "settings", MANAGE, "settings:read", 90, "s"
            )
        )
