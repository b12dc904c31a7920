from django.apps import AppConfig


class RestConfig(AppConfig):
    """API machinery: authentication, errors, paging, OpenAPI."""

    name = "lazyit.foundation.rest"

    def ready(self) -> None:
        """Declare the path converters before any address is read."""
        from lazyit.foundation.rest.converters import register_converters

        register_converters()
