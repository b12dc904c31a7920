"""The list of service accounts; page and API use the same one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lazyit.foundation.accounts import rows
from lazyit.foundation.accounts.models import ServiceAccount
from lazyit.foundation.accounts.search import SERVICE_ACCOUNT
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.filters import BooleanFilter
from lazyit.foundation.listing.request import ListRequest
from lazyit.foundation.listing.spec import ListSpec

FALSE = {"false", "0", "no", "off"}


@dataclass(frozen=True)
class ServiceAccountList(ListSpec):
    """Also knows ``includeRevoked``, which scripts written for earlier versions send."""

    def matched(self, actor: Actor, request: ListRequest) -> QuerySet[Any]:
        """Return the accounts that match, the revoked ones among them where asked for."""
        wanted = request.values.get("includeRevoked", ["false"])[-1].lower()
        if wanted in FALSE or request.q:
            return super().matched(actor, request)
        actor.require(self.archived_permission)
        return ServiceAccount.objects.all()


SERVICE_ACCOUNTS = ServiceAccountList(
    name="service-accounts",
    model=ServiceAccount,
    permission="settings:manage",
    archived_permission="settings:manage",
    search_kind=SERVICE_ACCOUNT,
    filters=(BooleanFilter("includeRevoked"),),
    sorts={
        "name": "name",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "lastUsedAt": "last_used_at",
    },
    default_sort=("name", False),
    fields=rows.SERVICE_ACCOUNT_FIELDS,
    shape=rows.service_account_row,
)
