"""What can go wrong between us and the provider: logged for operators, said plainly to people."""

from __future__ import annotations

import structlog
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.mode import provider_name
from lazyit.kernel.errors import Forbidden, Unavailable

log = structlog.get_logger(__name__)


def unusable(what: str, cause: BaseException | str) -> Unavailable:
    """Build the refusal for a provider that gives no answer, or none that can be used."""
    log.warning("provider_unusable", what=what, cause=_named(cause))
    message = _("%(provider)s, where people sign in, gives no usable answer at the moment.")
    return Unavailable(message % {"provider": provider_name()}, code="provider_unusable")


def untrusted(cause: BaseException | str) -> Forbidden:
    """Build the refusal for an answer that may not be the provider's, or not meant for us."""
    log.warning("provider_untrusted", cause=_named(cause))
    message = _("The answer of %(provider)s cannot be trusted, so nobody was signed in.")
    return Forbidden(message % {"provider": provider_name()}, code="provider_untrusted")


def _named(cause: BaseException | str) -> str:
    # The kind of an error says enough; its words may repeat what the provider sent.
    return cause if isinstance(cause, str) else type(cause).__name__
