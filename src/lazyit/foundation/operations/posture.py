"""How the instance is run, as far as its settings say; never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from lazyit.foundation.accounts import mode

if TYPE_CHECKING:
    from lazyit.instance.settings import Settings


@dataclass(frozen=True, slots=True)
class Trait:
    """One line: what, how it is, and whether somebody should look at it."""

    label: str
    value: str
    advice: str = ""


def posture() -> list[Trait]:
    """Return what an operator would want to know of the way this instance runs."""
    instance: Settings = settings.INSTANCE
    return [
        Trait(_("Sign-in"), mode.provider_name() or _("Local accounts")),
        _address(instance.web_origin),
        _proxies(instance.trust_proxy),
        _background(instance.redis_url),
        Trait(_("Time zone"), instance.time_zone),
    ]


def _address(origin: str | None) -> Trait:
    label = _("Address")
    if origin is None:
        advice = _(
            "Set WEB_ORIGIN to the address that people type; with https, cookies are secure."
        )
        return Trait(label, _("Not set"), advice)
    if origin.startswith("https://") or "://localhost" in origin or "://127." in origin:
        return Trait(label, origin)
    advice = _("Without https, passwords and sessions cross the network in clear.")
    return Trait(label, origin, advice)


def _proxies(hops: int) -> Trait:
    label = _("Trusted proxies")
    if hops == 0:
        advice = _("Behind a proxy, set TRUST_PROXY to 1; or all people share one sign-in limit.")
        return Trait(label, _("None"), advice)
    return Trait(label, str(hops))


def _background(redis_url: str | None) -> Trait:
    label = _("Background work")
    if redis_url is None:
        return Trait(
            label, _("Not configured"), _("Imports need it: set REDIS_URL and start again.")
        )
    return Trait(label, _("Configured"))
