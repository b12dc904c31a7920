"""The set-up wizard's one form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.accounts.forms import NEW, password_field
from lazyit.foundation.pages.forms import PageForm


class SetUpCodeForm(PageForm):
    """The proof that whoever fills it in started the instance."""

    setup_code = forms.CharField(
        label=_("Set-up code"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "class": "mono", "spellcheck": "false"}
        ),
        help_text=_("It stands in the terminal where the instance was started."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.INSTANCE.setup_code_file is None:
            del self.fields["setup_code"]
        for field in self.visible_fields()[:1]:
            field.field.widget.attrs["autofocus"] = True


class SetUpForm(SetUpCodeForm):
    """The first administrator, with that proof."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = password_field(
        _("Password"),
        NEW,
        help_text=_("8 to 128 characters with upper and lower case, a digit and a symbol."),
    )
