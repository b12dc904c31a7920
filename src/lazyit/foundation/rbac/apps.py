from django.apps import AppConfig


class RbacConfig(AppConfig):
    """The closed permission catalogue, roles, and who may do what."""

    name = "lazyit.foundation.rbac"

    def ready(self) -> None:
        """Declare the settings of roles and the audit of permissions."""
        from django.utils.translation import gettext_lazy as _

        from lazyit.foundation.pages.settings_areas import SettingsArea, add_settings_areas
        from lazyit.foundation.rbac.activity import register_activity

        register_activity()
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
