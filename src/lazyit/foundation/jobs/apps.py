from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work: durable rows in PostgreSQL, Valkey as the doorbell."""

    name = "lazyit.foundation.jobs"

    def ready(self) -> None:
        """Declare where background work is watched."""
        from django.utils.translation import gettext_lazy as _

        from lazyit.foundation.pages.navigation import Command, add_commands
        from lazyit.foundation.pages.settings_areas import SettingsArea, add_settings_areas

        title = _("Background work")
        add_commands(Command(title, "jobs", "clock"))
        description = _("What runs, how far it is, and what came of it.")
        add_settings_areas(SettingsArea("jobs", title, description, "jobs", "clock", order=85))
