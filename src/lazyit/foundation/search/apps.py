from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search table, written in the same transaction as the record."""

    name = "lazyit.foundation.search"

    def ready(self) -> None:
        """Offer records to the palette."""
        from lazyit.foundation.search.views import register_palette

        register_palette()
