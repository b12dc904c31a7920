"""Signing in at the provider: there and back, and what to say if it does not come to that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lazyit.foundation.accounts import attempts, mode
from lazyit.foundation.accounts.actions import admit
from lazyit.foundation.accounts.addresses import client_address
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.provider import flow
from lazyit.foundation.accounts.provider.identity import Identity
from lazyit.foundation.accounts.sessions import open_browser_session
from lazyit.foundation.operations import setup_proof
from lazyit.foundation.operations.actions import set_up_by_provider
from lazyit.foundation.operations.configured import is_configured
from lazyit.foundation.pages.requests import current_request_id
from lazyit.foundation.pages.views import local_address
from lazyit.foundation.rbac.requirements import public
from lazyit.kernel.errors import DomainError, Forbidden, NotFound

View = Callable[[HttpRequest], HttpResponse]


def told_plainly(view: View) -> View:
    """Show a refusal as a page of its own: what happened, the way back, the request's id."""

    @wraps(view)
    def judged(request: HttpRequest) -> HttpResponse:
        if mode.provider_name() is None:
            raise NotFound(_("Nobody signs in at a provider here."))
        try:
            return view(request)
        except DomainError as refusal:
            context = {"refusal": refusal, "id_of_request": current_request_id()}
            page = "accounts/provider_refusal.html"
            return render(request, page, context, status=refusal.status)

    return judged


@public
@never_cache
@require_GET
@told_plainly
def leave_for_provider(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider.

    A plain link, since a form that ends elsewhere is against our Content-Security-Policy; hence
    another site's link or image only gets as far as our own page.
    """
    onward = local_address(request, request.GET.get("next"))
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect("account_login")
    attempts.count_sign_in(client_address(request))
    return flow.begin(request, onward)


@public
@never_cache
@require_GET
@told_plainly
def return_from_provider(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer and open a session for whom it names."""
    try:
        flow.finish(request)
    except flow.Proved as proved:
        person = _admitted(request, proved.identity)
        open_browser_session(request, person)
        setup_proof.forget(request)
        return HttpResponseRedirect(local_address(request, proved.onward))


def _admitted(request: HttpRequest, identity: Identity) -> Person:
    if is_configured():
        return admit(identity=identity)
    if not setup_proof.is_given(request):
        message = _("This instance is not set up yet. Give the setup code first.")
        raise Forbidden(message, code="not_configured")
    return set_up_by_provider(identity=identity)
