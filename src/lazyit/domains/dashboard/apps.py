from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """What there is at a glance, and demo data to glance at."""

    name = "lazyit.domains.dashboard"
