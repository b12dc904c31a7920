from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Page machinery: shell, components, forms, static sources."""

    name = "lazyit.foundation.pages"
