from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What the application knows of its own instance."""

    name = "lazyit.foundation.operations"

    def ready(self) -> None:
        """Declare the instance page, what it counts of the foundation, and a sweep's chore."""
        from django.utils.translation import gettext_lazy as _

        from lazyit.foundation.accounts.actions import forget_expired_sessions
        from lazyit.foundation.accounts.models import Person, ServiceAccount
        from lazyit.foundation.jobs.registry import add_chore
        from lazyit.foundation.operations import backups, probe
        from lazyit.foundation.operations.backup_alerts import backup_alerts
        from lazyit.foundation.operations.counts import Count, add_counts
        from lazyit.foundation.pages.alerts import add_alerts
        from lazyit.foundation.pages.settings_areas import SettingsArea, add_settings_areas

        add_chore(forget_expired_sessions)
        add_chore(backups.ask_when_due)
        backups.register_jobs()
        probe.register_jobs()
        add_alerts(backup_alerts)
        add_counts(
            Count("people", _("People"), lambda: Person.objects.live().count()),
            Count("machines", _("Service accounts"), lambda: ServiceAccount.objects.live().count()),
        )
        add_settings_areas(
            SettingsArea(
                "instance",
                _("Instance"),
                _("Version, health, space and how this instance is run."),
                "instance",
                "screen",
                order=90,
            )
        )
