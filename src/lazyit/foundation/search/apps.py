from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search table, written in the same transaction as the record."""

    name = "lazyit.foundation.search"
