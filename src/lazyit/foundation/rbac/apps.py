from django.apps import AppConfig


class RbacConfig(AppConfig):
    """The closed permission catalogue, roles, and who may do what."""

    name = "lazyit.foundation.rbac"

    def ready(self) -> None:
        """Declare the settings of roles."""
        from django.utils.translation import gettext_lazy as _

        from lazyit.foundation.pages.settings_areas import SettingsArea, add_settings_areas

        add_settings_areas(
            SettingsArea(
                "roles",
                _("Roles"),
                _("What members and viewers may do."),
                "roles",
                "shield",
                order=10,
            )
        )
