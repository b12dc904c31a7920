from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: their record, what they hold, joining and leaving."""

    name = "lazyit.domains.people"

    def ready(self) -> None:
        """Declare what this domain offers."""
        from lazyit.domains.people.places import register_places

        register_places()
