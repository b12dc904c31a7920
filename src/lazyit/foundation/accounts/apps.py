from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The person, sign-in, sessions, service accounts and tokens."""

    name = "lazyit.foundation.accounts"

    def ready(self) -> None:
        """Declare what can be found of people."""
        from lazyit.foundation.accounts.search import register_kinds

        register_kinds()
