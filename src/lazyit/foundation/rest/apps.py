from django.apps import AppConfig


class RestConfig(AppConfig):
    """API machinery: authentication, errors, paging, OpenAPI."""

    name = "lazyit.foundation.rest"
