"""The forms of sign-in, of one's own security, and of service accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.pages.forms import PageForm
from lazyit.foundation.rbac.catalogue import AREAS, NEVER_FOR_SERVICE_ACCOUNTS
from lazyit.foundation.rest.schema import LATEST_YEAR

OWN = "current-password"
NEW = "new-password"


def password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    """Build a password's field: taken as typed, never sent back to the page."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=1024, strip=False, widget=widget, **options)


def code_field(label: Any, **options: Any) -> forms.CharField:
    """Build the field of a one-time code."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "mono short"}
    return forms.CharField(
        label=label, max_length=20, widget=forms.TextInput(attrs=attrs), **options
    )


class SignInForm(PageForm):
    """Who signs in."""

    name = forms.CharField(
        label=_("E-mail or username"),
        max_length=320,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = password_field(_("Password"), OWN)


class CodeForm(PageForm):
    """The second step of sign-in."""

    code = code_field(
        _("Code"),
        help_text=_("From your authenticator application, or one of your recovery codes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True


class ChangePasswordForm(PageForm):
    """One's own password, then the new one twice."""

    current_password = password_field(_("Current password"), OWN)
    new_password = password_field(
        _("New password"),
        NEW,
        help_text=_("8 to 128 characters with upper and lower case, a digit and a symbol."),
    )
    repeated = password_field(_("New password again"), NEW)

    def clean(self) -> dict[str, Any]:
        """Refuse two different new passwords."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "repeated" in values and values["repeated"] != values.get("new_password"):
            self.add_error("repeated", _("The two new passwords differ."))
        return values


class TwoFactorForm(PageForm):
    """Turning two-step sign-in on: a code proves that the device is ready."""

    code = code_field(_("Code that your application shows"))
    password = password_field(_("Your password"), OWN)


class ConfirmForm(PageForm):
    """Only the password, for what weakens or replaces the second step."""

    password = password_field(_("Your password"), OWN)


def _choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    grantable = [
        (area.label, [p for p in area.permissions if p.name not in NEVER_FOR_SERVICE_ACCOUNTS])
        for area in AREAS
    ]
    return [(label, [(p.name, p.label) for p in found]) for label, found in grantable if found]


class ServiceAccountForm(PageForm):
    """A machine's identity and what it may do."""

    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(label=_("Description"), max_length=500, required=False)
    expires_at = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day, in UTC. Leave blank for a token that does not expire."),
        validators=[MaxValueValidator(date(LATEST_YEAR, 12, 31))],
    )
    permissions = forms.MultipleChoiceField(
        label=_("Permissions"), choices=_choices, widget=forms.CheckboxSelectMultiple
    )

    def values(self) -> dict[str, Any]:
        """Return the values as the actions take them; the last day counts in full."""
        values = super().values()
        day = values["expires_at"]
        values["expires_at"] = day and datetime.combine(day, time.max, UTC).replace(microsecond=0)
        return values
