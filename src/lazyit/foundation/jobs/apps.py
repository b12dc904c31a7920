from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work: durable rows in PostgreSQL, Valkey as the doorbell."""

    name = "lazyit.foundation.jobs"
