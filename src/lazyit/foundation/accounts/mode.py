"""How people sign in: with a password that lazyit keeps, or at an identity provider."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lazyit.kernel.errors import Elsewhere

OIDC = "oidc"


def provider_name() -> str | None:
    """Return the host of the provider that people sign in at; None where passwords are ours."""
    if settings.INSTANCE.auth_mode != OIDC:
        return None
    return urlsplit(settings.INSTANCE.oidc_issuer or "").hostname


def require_passwords_here() -> None:
    """Raise Elsewhere if passwords and second steps are the provider's, not ours."""
    if name := provider_name():
        message = _("People sign in at %(provider)s, which keeps their passwords.")
        raise Elsewhere(message % {"provider": name}, code="kept_by_provider")
