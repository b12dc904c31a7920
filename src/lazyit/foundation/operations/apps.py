from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What the application knows of its own instance."""

    name = "lazyit.foundation.operations"
