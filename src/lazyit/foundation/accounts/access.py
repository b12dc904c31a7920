"""The only way to get a service account for a request."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lazyit.foundation.accounts.models import ServiceAccount
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.errors import NotFound
from lazyit.kernel.ids import is_id


def get_service_account(
    actor: Actor, account_id: str, *, revoked_too: bool = False
) -> ServiceAccount:
    """Return a service account; raise NotFound, or Forbidden without the permission."""
    actor.require("settings:manage")
    accounts = ServiceAccount.objects.all() if revoked_too else ServiceAccount.objects.live()
    account = accounts.filter(pk=account_id).first() if is_id(account_id) else None
    if account is None:
        raise NotFound(_("There is no such service account, or it was revoked."))
    return account
