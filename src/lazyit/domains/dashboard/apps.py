from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """What everybody sees first: how things stand, what needs attention, what was done."""

    name = "lazyit.domains.dashboard"

    def ready(self) -> None:
        """Declare the places."""
        from lazyit.domains.dashboard.places import register_places

        register_places()
