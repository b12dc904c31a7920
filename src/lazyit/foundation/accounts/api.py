"""/api/auth, /api/users/me, /api/config/my-permissions and /api/service-accounts"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from lazyit.foundation.accounts import actions, rows, sessions, sign_in, two_factor
from lazyit.foundation.accounts.access import get_service_account
from lazyit.foundation.accounts.addresses import client_address
from lazyit.foundation.accounts.lists import SERVICE_ACCOUNTS
from lazyit.foundation.accounts.models import Person, ServiceAccountHistory
from lazyit.foundation.accounts.schemas import (
    ChangePassword,
    ServiceAccountIn,
    ServiceAccountPatch,
    SignIn,
)
from lazyit.foundation.audit.reading import history, of_subject
from lazyit.foundation.rest.answers import answer, expected_version, sent
from lazyit.foundation.rest.authentication import (
    ApiRequest,
    any_caller,
    any_signed_in_person,
    needs,
)
from lazyit.kernel.errors import Unauthenticated

auth = Router(tags=["sign-in"])
own = Router(tags=["sign-in"])
permissions = Router(tags=["sign-in"])
service_accounts = Router(tags=["service accounts"])
managers_only = needs("settings:manage", people_only=True)


@auth.post("/login", auth=None)
def log_in(request: HttpRequest, body: SignIn) -> HttpResponse:
    """Open a session for a script; its token goes into ``Authorization: Bearer``."""
    person = sign_in.check_password(body.identifier, body.password, client_address(request))
    if two_factor.is_on(person):
        if not body.code:
            message = _("Send the code of your authenticator application as well.")
            raise Unauthenticated(message, code="totp_required")
        sign_in.check_code(person, body.code)
    token = sessions.open_token_session(request, person)
    sign_in.completed(person)
    return answer({"token": token, "user": rows.own_row(person)})


@auth.post("/logout", auth=any_signed_in_person(while_password_temporary=True))
def log_out(request: ApiRequest) -> HttpResponse:
    """End the session of the token or cookie that this call was made with."""
    sessions.close_session(request)
    return HttpResponse(status=204)


@auth.post("/change-password", auth=any_signed_in_person(while_password_temporary=True))
def change_password(request: ApiRequest, body: ChangePassword) -> HttpResponse:
    """Change one's own password; every other session ends, this one gets a new token."""
    person = actions.change_own_password(
        actor=request.auth,
        current=body.current_password,
        new=body.new_password,
        current_key=sessions.current_key(request),
    )
    return answer({"token": sessions.renew_session(request, person)})


@own.get("/me", auth=any_signed_in_person(while_password_temporary=True))
def read_me(request: ApiRequest) -> HttpResponse:
    """Return the signed-in person."""
    person = Person.objects.select_related("manager").get(pk=request.auth.require_person())
    return answer(rows.own_row(person))


@permissions.get("", auth=any_caller())
def read_my_permissions(request: ApiRequest) -> HttpResponse:
    """Return what the caller may do now."""
    return answer({"role": request.auth.role, "permissions": sorted(request.auth.permissions)})


@service_accounts.get("", auth=managers_only)
def list_service_accounts(request: ApiRequest) -> HttpResponse:
    """List service accounts."""
    wanted = SERVICE_ACCOUNTS.parse(request.GET)
    return answer(SERVICE_ACCOUNTS.page(request.auth, wanted).envelope())


@service_accounts.post("", auth=managers_only)
def mint_service_account(request: ApiRequest, body: ServiceAccountIn) -> HttpResponse:
    """Create a service account; the token is in this answer and nowhere else."""
    account, token = actions.mint_service_account(actor=request.auth, **body.model_dump())
    shown = {**rows.service_account_plain(account), "token": token}
    return answer(shown, status=201, version=account.version)


@service_accounts.get("/{opaque:account_id}", auth=managers_only)
def read_service_account(request: ApiRequest, account_id: str) -> HttpResponse:
    """Return one service account."""
    account = get_service_account(request.auth, account_id)
    return answer(rows.service_account_plain(account), version=account.version)


@service_accounts.patch("/{opaque:account_id}", auth=managers_only)
def update_service_account(
    request: ApiRequest, account_id: str, body: ServiceAccountPatch
) -> HttpResponse:
    """Change the keys sent; null clears."""
    account = actions.update_service_account(
        actor=request.auth,
        account_id=account_id,
        changes=sent(body),
        expected_version=expected_version(request),
    )
    return answer(rows.service_account_plain(account), version=account.version)


@service_accounts.delete("/{opaque:account_id}", auth=managers_only)
def revoke_service_account(request: ApiRequest, account_id: str) -> HttpResponse:
    """Void the token for good."""
    account = actions.revoke_service_account(actor=request.auth, account_id=account_id)
    return answer(rows.service_account_plain(account), version=account.version)


@service_accounts.post("/{opaque:account_id}/rotate", auth=managers_only)
def rotate_service_account(request: ApiRequest, account_id: str) -> HttpResponse:
    """Replace the token; the new one is in this answer and nowhere else."""
    account, token = actions.rotate_service_account(actor=request.auth, account_id=account_id)
    shown = {**rows.service_account_plain(account), "token": token}
    return answer(shown, status=201, version=account.version)


@service_accounts.post("/{opaque:account_id}/restore", auth=managers_only)
def restore_service_account(request: ApiRequest, account_id: str) -> HttpResponse:
    """Bring a revoked account back, disabled until its token is rotated."""
    account = actions.restore_service_account(actor=request.auth, account_id=account_id)
    return answer(rows.service_account_plain(account), status=201, version=account.version)


@service_accounts.get("/{opaque:account_id}/history", auth=managers_only)
def read_service_account_history(request: ApiRequest, account_id: str) -> HttpResponse:
    """List what happened to a service account, newest first."""
    account = get_service_account(request.auth, account_id, revoked_too=True)
    return answer(history(of_subject(ServiceAccountHistory, account.pk), request.GET))


ROUTERS = (
    ("/auth", auth),
    ("/users", own),
    ("/config/my-permissions", permissions),
    ("/service-accounts", service_accounts),
)
