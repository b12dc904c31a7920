"""Signing in, in one step or two, and out."""

from __future__ import annotations

from allauth.account.internal.decorators import login_stage_required
from allauth.account.utils import perform_login
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lazyit.foundation.accounts import mode, sign_in
from lazyit.foundation.accounts.addresses import client_address
from lazyit.foundation.accounts.forms import CodeForm, SignInForm
from lazyit.foundation.accounts.principals import person_of_session
from lazyit.foundation.pages.views import local_address
from lazyit.foundation.rbac.requirements import public
from lazyit.kernel.errors import DomainError


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, or lead to the provider that does."""
    onward = local_address(request, request.POST.get("next") or request.GET.get("next"))
    if person_of_session(request) is not None:
        return HttpResponseRedirect(onward)
    if mode.provider_name():
        return render(request, "accounts/sign_in_at_provider.html", {"next": onward})
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = sign_in.check_password(
                given["name"], given["password"], client_address(request)
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            entered: HttpResponse = perform_login(request, person, redirect_url=onward)
            return entered
    return render(request, "accounts/sign_in.html", {"form": form, "next": onward})


@public
@login_stage_required(AuthenticateStage.key, "account_login")  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second step."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 – allauth put it there
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sign_in.check_code(stage.login.user, form.cleaned_data["code"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            entered: HttpResponse = stage.exit()
            return entered
    return render(request, "accounts/code.html", {"form": form})


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("account_login")
