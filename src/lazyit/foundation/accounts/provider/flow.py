"""The way to the provider and back, which allauth walks; what it finds out is ours to judge.

allauth keeps nothing: the subject stands with the person, and no token outlives the request.
"""

from __future__ import annotations

import secrets
from typing import Any, NoReturn

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.mode import provider_name
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.provider import discovery, tokens
from lazyit.foundation.accounts.provider.failures import unusable
from lazyit.foundation.accounts.provider.identity import Identity, subject_of
from lazyit.foundation.accounts.provider.outgoing import ProviderSession, fetch
from lazyit.kernel.errors import Forbidden, Invalid, Unavailable

SCOPE = ["openid", "profile", "email"]


class Proved(Exception):
    """Somebody has proved who they are: allauth's part ends, ours begins."""

    def __init__(self, identity: Identity, onward: str | None) -> None:
        super().__init__("proved")
        self.identity = identity
        self.onward = onward


def begin(request: HttpRequest, onward: str) -> HttpResponse:
    """Send the browser to the provider; raise Unavailable if it does not answer."""
    discovery.configuration(fresh=True)  # a dead provider is told here, not by the browser
    nonce = secrets.token_urlsafe(24)
    sent: HttpResponse = Provider(request, app=_application()).redirect(
        request, AuthProcess.LOGIN, next_url=onward, auth_params={"nonce": nonce}, nonce=nonce
    )
    return sent


def finish(request: HttpRequest) -> NoReturn:
    """Take the provider's answer; raise Proved, or the DomainError that says why not."""
    OAuth2CallbackView.adapter_view(Protocol(request, Provider.id))(request)
    raise unusable("callback", "no result")


class Protocol(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """Our rules for the exchange."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider publishes, checked and kept for a while."""
        return discovery.configuration()

    @property
    def basic_auth(self) -> bool:
        """Prove ourselves as the provider wants it; basic is what silence means."""
        known = self.openid_config.get("token_endpoint_auth_methods_supported") or ()
        return "client_secret_post" not in known

    def get_callback_url(self, request: HttpRequest, _app: SocialApp) -> str:
        """Return where the provider sends the browser back to."""
        return callback_address(request)

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Take the access token, for this request alone."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(
        self, _request: HttpRequest, _app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Hand on what was received; the state to judge it by comes next."""
        return ProvedLogin(id_token=kwargs["response"].get("id_token"), access_token=token.token)


class ProvedLogin(SocialLogin):  # type: ignore[misc]  # allauth has no types
    """The provider's answer, on its way through allauth."""

    def __init__(self, *, id_token: object, access_token: str) -> None:
        super().__init__(account=SocialAccount(provider=Provider.id))
        self.id_token = id_token
        self.access_token = access_token

    def lookup(self) -> None:
        """Find nobody: allauth has no accounts here."""

    def identity(self) -> Identity:
        """Return who it is; raise Forbidden if the answer is not to be trusted."""
        claims = tokens.verified(self.id_token, self.state.get("nonce"))
        subject = subject_of(claims)
        known = Person.objects.filter(external_id=subject).exists()
        return Identity.of(claims, {} if known else self._userinfo(subject))

    def _userinfo(self, subject: str) -> dict[str, Any]:
        """Ask for more about somebody new; without an answer the ID token must do."""
        address = discovery.configuration().get("userinfo_endpoint")
        try:
            found = fetch(address, Authorization=f"Bearer {self.access_token}") if address else {}
        except Unavailable:
            return {}
        return found if found.get("sub") == subject else {}


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """The one provider of this instance."""

    oauth2_adapter_class = Protocol


class ProviderRules(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Where allauth asks us (the setting SOCIALACCOUNT_ADAPTER)."""

    def get_provider(self, request: HttpRequest, *_arguments: Any, **_options: Any) -> Provider:
        """Return the provider of our settings."""
        return Provider(request, app=_application())

    def get_requests_session(self) -> ProviderSession:
        """Call the provider our way."""
        return ProviderSession()

    def is_open_for_signup(self, *_arguments: Any) -> bool:
        """Refuse: who may come in is decided by our actions."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: ProvedLogin) -> NoReturn:
        """End allauth's part."""
        raise Proved(sociallogin.identity(), sociallogin.get_redirect_url(request))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,  # noqa: ARG002 – allauth's signature
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """Say what went wrong, instead of allauth's page."""
        if error == AuthError.CANCELLED:
            message = _("Signing in was cancelled at %(provider)s.")
            raise Forbidden(message % {"provider": provider_name()}, code="cancelled")
        if exception is None and "state_id" in (extra_context or {}):
            message = _("This sign-in was begun in another browser, or too long ago.")
            raise Invalid(message, code="unknown_sign_in")
        raise unusable("sign-in", exception or request.GET.get("error", "")[:40])


def callback_address(request: HttpRequest) -> str:
    """Return the address that must be registered with the provider."""
    origin = settings.INSTANCE.web_origin or f"{request.scheme}://{request.get_host()}"
    return f"{origin}{reverse('provider_callback')}"


def _application() -> SocialApp:
    instance = settings.INSTANCE
    return SocialApp(
        provider=Provider.id,
        name=provider_name(),
        client_id=instance.oidc_client_id,
        secret=instance.oidc_client_secret,
        settings={"oauth_pkce_enabled": True, "scope": SCOPE},
    )
