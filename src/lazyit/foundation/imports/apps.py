from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Import sessions: upload, mapping, dry run, commit; the kinds come from domains."""

    name = "lazyit.foundation.imports"

    def ready(self) -> None:
        """Declare the background work and the place of imports."""
        from lazyit.foundation.imports import jobs, places

        jobs.declare()
        places.declare()
