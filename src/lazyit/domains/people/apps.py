from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: their record, what they hold, joining and leaving."""

    name = "lazyit.domains.people"
