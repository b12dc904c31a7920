from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The person, sign-in, sessions, service accounts and tokens."""

    name = "lazyit.foundation.accounts"
