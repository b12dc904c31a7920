from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The person, sign-in, sessions, service accounts and tokens."""

    name = "lazyit.foundation.accounts"

    def ready(self) -> None:
        """Declare the settings of service accounts, and what the palette can do."""
        from django.utils.translation import gettext_lazy as _

        from lazyit.foundation.accounts.actions import (
            forget_sealed_two_factor,
            seal_two_factor_secrets,
        )
        from lazyit.foundation.accounts.activity import register_activity
        from lazyit.foundation.accounts.mode import provider_name
        from lazyit.foundation.accounts.search import register_kinds
        from lazyit.foundation.accounts.two_factor_secrets import KEY, sealed_secrets
        from lazyit.foundation.operations.ciphertexts import Ciphertexts, add_ciphertexts
        from lazyit.foundation.pages.navigation import Command, add_commands
        from lazyit.foundation.pages.settings_areas import SettingsArea, add_settings_areas

        register_kinds()
        register_activity()
        add_ciphertexts(
            Ciphertexts(
                KEY,
                "mfa_authenticator",
                sealed_secrets,
                seal_plain=seal_two_factor_secrets,
                forget=forget_sealed_two_factor,
            )
        )
        add_settings_areas(
            SettingsArea(
                "service-accounts",
                _("Service accounts"),
                _("Tokens for scripts and machines that call the API."),
                "service_accounts",
                "robot",
                order=40,
            )
        )
        add_commands(
            Command(_("New service account"), "service_account_new", "robot", "settings:manage"),
        )
        if provider_name() is None:
            add_commands(Command(_("Change my password"), "own_password", "key"))
