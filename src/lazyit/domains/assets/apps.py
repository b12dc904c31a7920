from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """Assets, their models, categories, locations and assignments."""

    name = "lazyit.domains.assets"
