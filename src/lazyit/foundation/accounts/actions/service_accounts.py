"""Machines' identities: minted, changed, rotated, revoked, restored; only by people."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.events import ServiceAccountEvent
from lazyit.foundation.accounts.models import ServiceAccount, ServiceAccountHistory
from lazyit.foundation.accounts.principals import TOKEN_PREFIX, digest
from lazyit.foundation.accounts.search import service_account_document
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.models import Payload
from lazyit.foundation.rbac.catalogue import ALL, NEVER_FOR_SERVICE_ACCOUNTS
from lazyit.foundation.records import writing
from lazyit.foundation.search import index
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, Invalid
from lazyit.kernel.ids import new_id
from lazyit.kernel.text import blank_to_none, is_storable

LONGEST = {"name": 120, "description": 500}
SHOWN_OF_TOKEN = 16
NO_TOKEN = ""  # the digest of an account that was restored and not rotated since


@transaction.atomic
def mint_service_account(
    *,
    actor: Actor,
    name: str,
    permissions: Iterable[str],
    description: str | None = None,
    expires_at: datetime | None = None,
) -> tuple[ServiceAccount, str]:
    """Create a service account; return it and its token, shown once. Raises Invalid."""
    _require_manager(actor)
    values = _cleaned({"name": name, "description": description, "expires_at": expires_at})
    account = ServiceAccount(pk=new_id(), **values, permissions=_grantable(permissions))
    token = _new_token(account)
    account.save(force_insert=True)
    payload = {
        "name": account.name,
        "permissions": account.permissions,
        "expires_at": writing.plain(expires_at),
    }
    return _recorded(actor, account, ServiceAccountEvent.MINT, payload), token


@transaction.atomic
def update_service_account(
    *,
    actor: Actor,
    account_id: str,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
) -> ServiceAccount:
    """Change any of name, description, permissions, is_active, expires_at; None clears.

    Raises NotFound, Stale, Invalid; Conflict for a system account, or for activating one that
    was restored and has no token yet.
    """
    account = _locked(actor, account_id)
    writing.check_version(account, expected_version)
    values = _cleaned({n: v for n, v in changes.items() if n != "permissions"})
    if "permissions" in changes:
        values["permissions"] = _grantable(changes["permissions"])
    if values.get("is_active") and account.token_digest == NO_TOKEN:
        raise Conflict(_("Rotate the token first: the old one was revoked."), code="no_token")
    fields = writing.apply(account, values)
    if fields:
        writing.save(account, fields)
    permissions = fields.pop("permissions", None)
    if permissions:
        _recorded(actor, account, ServiceAccountEvent.PERMISSION_CHANGE, permissions)
    if fields:
        _recorded(actor, account, ServiceAccountEvent.UPDATED, {"fields": fields})
    return account


@transaction.atomic
def rotate_service_account(*, actor: Actor, account_id: str) -> tuple[ServiceAccount, str]:
    """Replace the token; the old one is void at once. Raises NotFound, Conflict."""
    account = _locked(actor, account_id)
    revived = account.token_digest == NO_TOKEN
    token = _new_token(account)
    account.is_active = account.is_active or revived
    writing.save(account, {"token_digest": {}, "token_prefix": {}, "is_active": {}})
    return _recorded(actor, account, ServiceAccountEvent.ROTATE), token


@transaction.atomic
def revoke_service_account(*, actor: Actor, account_id: str) -> ServiceAccount:
    """Void the token for good and archive the account; its history keeps its name.

    Raises NotFound, Conflict for a system account.
    """
    account = _locked(actor, account_id)
    account.deleted_at = clock.now()
    writing.save(account, {"deleted_at": {}})
    return _recorded(actor, account, ServiceAccountEvent.REVOKE)


@transaction.atomic
def restore_service_account(*, actor: Actor, account_id: str) -> ServiceAccount:
    """Bring a revoked account back, disabled until it is rotated; a live one stays.

    Raises NotFound, Conflict for a system account.
    """
    account = _locked(actor, account_id, revoked_too=True)
    if account.deleted_at is None:
        return account
    values = {"deleted_at": None, "is_active": False, "token_digest": NO_TOKEN}
    writing.save(account, writing.apply(account, values))
    return _recorded(actor, account, ServiceAccountEvent.RESTORE)


def _require_manager(actor: Actor) -> None:
    # No service account ever holds this permission, so only people get past.
    actor.require("settings:manage")


def _locked(actor: Actor, account_id: str, *, revoked_too: bool = False) -> ServiceAccount:
    _require_manager(actor)
    accounts = ServiceAccount.objects.all() if revoked_too else ServiceAccount.objects.live()
    account = writing.lock(accounts, account_id)
    if account.system_managed:
        raise Conflict(_("The system manages this account by itself."), code="system_managed")
    return account


def _new_token(account: ServiceAccount) -> str:
    secret = secrets.token_urlsafe(32)
    token = f"{TOKEN_PREFIX}{account.pk}_{secret}"
    account.token_digest, account.token_prefix = digest(secret), token[:SHOWN_OF_TOKEN]
    return token


def _recorded(
    actor: Actor,
    account: ServiceAccount,
    event: ServiceAccountEvent,
    payload: Payload | None = None,
) -> ServiceAccount:
    ServiceAccountHistory.record(actor, account.pk, event, payload)
    index.put(service_account_document(account))
    return account


def _grantable(permissions: Iterable[str]) -> list[str]:
    asked = set(permissions)
    for name in sorted(asked):
        if name not in ALL:
            message = _("There is no permission “%(name)s”.") % {"name": name[:100]}
            raise Invalid.field("permissions", message, code="not_a_choice")
        if name in NEVER_FOR_SERVICE_ACCOUNTS:
            message = _("A service account can never hold “%(name)s”.") % {"name": name}
            raise Invalid.field("permissions", message, code="never_grantable")
    if not asked:
        raise Invalid.field("permissions", _("Give at least one permission."), code="required")
    return sorted(asked)


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    clean = dict(values)
    for name in LONGEST.keys() & clean.keys():
        clean[name] = _text(name, clean[name])
    expires_at = clean.get("expires_at")
    if expires_at is not None and expires_at <= clock.now():
        raise Invalid.field("expiresAt", _("The expiry must lie in the future."))
    return clean


def _text(name: str, value: str | None) -> str | None:
    text = blank_to_none(value)
    if text is None and name == "name":
        raise Invalid.field("name", _("This field is required."), code="required")
    if text and len(text) > LONGEST[name]:
        message = _("Use at most %(count)d characters.") % {"count": LONGEST[name]}
        raise Invalid.field(name, message, code="too_long")
    if text and not is_storable(text):
        raise Invalid.field(name, _("The value contains characters that cannot be stored."))
    return text
