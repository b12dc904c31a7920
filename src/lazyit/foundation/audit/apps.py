from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only history: who, when, what, before and after."""

    name = "lazyit.foundation.audit"
