"""One's own password, second step and sessions."""

from __future__ import annotations

from typing import cast

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from lazyit.foundation.accounts import actions, mode, sessions, two_factor
from lazyit.foundation.accounts.forms import ChangePasswordForm, ConfirmForm, TwoFactorForm
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.pages.context import layout
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.rbac.requirements import signed_in, signed_in_even_with_temporary_password
from lazyit.kernel.errors import DomainError

_SECRET = "totp.secret"  # noqa: S105 – where the session keeps one that is not in use yet


def _person(request: HttpRequest) -> Person:
    return cast("Person", request.user)


@signed_in
@never_cache
@require_GET
def security_page(request: SignedRequest) -> HttpResponse:
    """Show how one signs in, and where one is signed in."""
    person = _person(request)
    context = {
        "two_factor": two_factor.is_on(person),
        "codes_left": two_factor.codes_left(person),
        "sessions": sessions.sessions_of(person, sessions.current_key(request)),
    }
    return render(request, "accounts/security.html", context)


@signed_in_even_with_temporary_password
@never_cache
@sensitive_post_parameters()
def password_page(request: SignedRequest) -> HttpResponse:
    """Change one's own password; a temporary one must be."""
    mode.require_passwords_here()
    form = ChangePasswordForm(request.POST or None)
    temporary = _person(request).must_change_password
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.change_own_password(
                actor=request.actor,
                current=form.cleaned_data["current_password"],
                new=form.cleaned_data["new_password"],
                current_key=sessions.current_key(request),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            sessions.renew_session(request, person)
            notify(request, _("Password changed. Every other session has ended."))
            return redirect("/" if temporary else "security")
    base = "accounts/password_plain.html" if temporary else "accounts/password.html"
    return render(request, base, {"form": form, "layout": layout(request)})


@signed_in
@never_cache
@sensitive_post_parameters()
def two_factor_on(request: SignedRequest) -> HttpResponse:
    """Show a secret to scan; once a code proves it, turn the second step on."""
    mode.require_passwords_here()
    if two_factor.is_on(_person(request)):
        return redirect("security")
    form = TwoFactorForm(request.POST or None)
    secret = request.session.setdefault(_SECRET, generate_totp_secret())
    if request.method == "POST" and form.is_valid():
        try:
            codes = actions.enable_two_factor(
                actor=request.actor,
                password=form.cleaned_data["password"],
                secret=secret,
                code=form.cleaned_data["code"],
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            del request.session[_SECRET]
            return _show_codes(request, codes)
    address = get_adapter().build_totp_url(_person(request), secret)
    image = segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#fff")
    context = {"form": form, "image": image, "secret": _in_fours(secret)}
    return render(request, "accounts/two_factor_on.html", context)


@signed_in
@never_cache
@sensitive_post_parameters()
def two_factor_off(request: SignedRequest) -> HttpResponse:
    """Ask for the password, then turn the second step off."""
    if not two_factor.is_on(_person(request)):
        return redirect("security")
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.disable_two_factor(actor=request.actor, password=form.cleaned_data["password"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notify(request, _("Two-step sign-in is off."))
            return redirect("security")
    return render(request, "accounts/two_factor_off.html", {"form": form})


@signed_in
@never_cache
@sensitive_post_parameters()
def recovery_codes(request: SignedRequest) -> HttpResponse:
    """Ask for the password, then show new recovery codes, once."""
    if not two_factor.is_on(_person(request)):
        return redirect("security")
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = actions.renew_recovery_codes(
                actor=request.actor, password=form.cleaned_data["password"]
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _show_codes(request, codes)
    return render(request, "accounts/recovery_codes.html", {"form": form})


@signed_in
@require_POST
def end_sessions(request: SignedRequest) -> HttpResponse:
    """End every session but this one."""
    key = sessions.current_key(request)
    person, ended = actions.end_other_sessions(actor=request.actor, current_key=key)
    sessions.renew_session(request, person)
    words = ngettext("%(n)d other session ended.", "%(n)d other sessions ended.", ended)
    notify(request, words % {"n": ended})
    return redirect("security")


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    context = {"codes": codes, "text": "\n".join(codes)}
    return render(request, "accounts/recovery_codes_once.html", context)


def _in_fours(secret: str) -> str:
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
