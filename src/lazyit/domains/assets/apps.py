from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """The asset register."""

    name = "lazyit.domains.assets"

    def ready(self) -> None:
        """Declare what this domain offers."""
        from lazyit.domains.assets.activity import register_activity
        from lazyit.domains.assets.counts import register_counts
        from lazyit.domains.assets.importing import kind
        from lazyit.domains.assets.jobs import register_jobs
        from lazyit.domains.assets.places import register_places
        from lazyit.domains.assets.search import register_kinds

        register_activity()
        register_counts()
        register_jobs()
        register_kinds()
        register_places()
        kind.declare()
