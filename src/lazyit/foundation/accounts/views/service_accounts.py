"""Service accounts: who they are, what they may do, and a token that is shown once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lazyit.foundation.accounts import actions
from lazyit.foundation.accounts.access import get_service_account
from lazyit.foundation.accounts.forms import ServiceAccountForm
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.lists import SERVICE_ACCOUNTS
from lazyit.foundation.accounts.models import ServiceAccount
from lazyit.foundation.accounts.views.timeline import service_account_timeline
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.rbac.catalogue import PERMISSIONS
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel import clock
from lazyit.kernel.errors import DomainError, Stale

managers_only = requires("settings:manage", people_only=True)


@managers_only
@require_GET
def service_account_list(request: SignedRequest) -> HttpResponse:
    """List service accounts, or those that were revoked."""
    wanted = SERVICE_ACCOUNTS.parse(request.GET)
    ids = SERVICE_ACCOUNTS.ordered_ids(request.actor, wanted)
    found = ServiceAccount.objects.in_bulk(ids)
    context = {
        "accounts": [_shown(found[i]) for i in ids],
        "archived": wanted.archived,
        "q": wanted.q,
    }
    return render(request, "accounts/service_account_list.html", context)


@managers_only
@never_cache
def new_service_account(request: SignedRequest) -> HttpResponse:
    """Create an account and show its token."""
    form = ServiceAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account, token = actions.mint_service_account(actor=request.actor, **form.values())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _show_token(request, account, token)
    return render(request, "accounts/service_account_form.html", {"form": form})


@managers_only
@require_GET
def service_account(request: SignedRequest, account_id: str) -> HttpResponse:
    """Show one account with its history."""
    account = get_service_account(request.actor, account_id, revoked_too=True)
    context = {
        **_shown(account),
        "permissions": [PERMISSIONS[name] for name in account.permissions if name in PERMISSIONS],
        "timeline": service_account_timeline(request.actor, account, request.GET.get("before")),
    }
    return render(request, "accounts/service_account.html", context)


@managers_only
def edit_service_account(request: SignedRequest, account_id: str) -> HttpResponse:
    """Change name, description, permissions and expiry."""
    account = get_service_account(request.actor, account_id)
    form = ServiceAccountForm(request.POST or None, initial=_initial(account))
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, account, form)
        except Stale:
            fresh = get_service_account(request.actor, account_id)
            form.stale(version=str(fresh.version), current=_readable(fresh))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notify(request, _("Service account saved."))
            return redirect("service_account", account_id)
    context = {"form": form, "account": account}
    return render(request, "accounts/service_account_form.html", context)


@managers_only
@never_cache
def rotate_service_account(request: SignedRequest, account_id: str) -> HttpResponse:
    """Ask, then replace the token and show the new one."""
    if request.method == "POST":
        account, token = actions.rotate_service_account(actor=request.actor, account_id=account_id)
        return _show_token(request, account, token)
    context = {
        "account": get_service_account(request.actor, account_id),
        "title": _("Rotate the token?"),
        "consequence": _(
            "The present token stops working at once, wherever it is used. "
            "You get a new one, shown once."
        ),
        "verb": _("Rotate token"),
    }
    return render(request, "accounts/service_account_confirm.html", context)


@managers_only
@require_POST
def set_service_account_active(request: SignedRequest, account_id: str) -> HttpResponse:
    """Enable or disable an account."""
    active = request.POST.get("active") == "yes"
    actions.update_service_account(
        actor=request.actor, account_id=account_id, changes={"is_active": active}
    )
    notify(request, _("Service account enabled.") if active else _("Service account disabled."))
    return redirect("service_account", account_id)


@managers_only
def revoke_service_account(request: SignedRequest, account_id: str) -> HttpResponse:
    """Ask, then void the token for good."""
    if request.method == "POST":
        actions.revoke_service_account(actor=request.actor, account_id=account_id)
        notify(request, _("Service account revoked. Its token no longer works."))
        return redirect("service_accounts")
    context = {
        "account": get_service_account(request.actor, account_id),
        "title": _("Revoke this service account?"),
        "consequence": _(
            "Its token stops working at once and never works again. The history keeps its name."
        ),
        "verb": _("Revoke"),
        "danger": "yes",
    }
    return render(request, "accounts/service_account_confirm.html", context)


@managers_only
@require_POST
def restore_service_account(request: SignedRequest, account_id: str) -> HttpResponse:
    """Bring a revoked account back, disabled until it is rotated."""
    actions.restore_service_account(actor=request.actor, account_id=account_id)
    notify(request, _("Service account restored. Rotate its token to enable it."))
    return redirect("service_account", account_id)


def _show_token(request: SignedRequest, account: ServiceAccount, token: str) -> HttpResponse:
    origin = settings.INSTANCE.web_origin or f"{request.scheme}://{request.get_host()}"
    address = f"{origin}/api/config/my-permissions"
    example = f'curl -H "Authorization: Bearer $LAZYIT_TOKEN" {address}'
    context = {"account": account, "token": token, "example": example}
    return render(request, "accounts/service_account_token.html", context)


def _shown(account: ServiceAccount) -> dict[str, Any]:
    expired = account.expires_at is not None and account.expires_at <= clock.now()
    return {"account": account, "expired": expired, "rotate_first": not account.token_digest}


def _save(request: SignedRequest, account: ServiceAccount, form: ServiceAccountForm) -> None:
    values = form.values()
    # Nobody has touched the day: an exact moment that a script set stays as it is.
    if "expires_at" not in form.changed_data:
        del values["expires_at"]
    version = form.cleaned_data["version"]
    actions.update_service_account(
        actor=request.actor,
        account_id=account.pk,
        changes=values,
        expected_version=int(version) if version.isdecimal() and len(version) < 10 else 0,
    )


def _initial(account: ServiceAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "description": account.description,
        "expires_at": account.expires_at and account.expires_at.date(),
        "permissions": account.permissions,
        "version": account.version,
    }


def _readable(account: ServiceAccount) -> dict[str, str]:
    return {
        "name": account.name,
        "description": account.description or "",
        "expires_at": account.expires_at.date().isoformat() if account.expires_at else "",
    }
