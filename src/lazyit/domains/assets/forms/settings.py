"""The forms of the register's settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.actions.tags import MAX_NUMBER
from lazyit.domains.assets.forms.fields import TextField
from lazyit.domains.assets.models import TagScheme
from lazyit.foundation.pages.forms import PageForm

MAX_WIDTH = 32


class CompanyForm(PageForm):
    """Another name for a company."""

    name = TextField(
        label=_("New label"),
        max_length=200,
        help_text=_("Left blank, the label is removed. One that is in use takes these assets in."),
    )


class AffixesForm(forms.Form):
    """A scheme that is not saved yet, as the preview asks for it."""

    prefix = TextField(max_length=64)  # type: ignore[assignment]  # Django’s own prefix is not used
    suffix = TextField(max_length=64)
    width = forms.IntegerField(min_value=0, max_value=MAX_WIDTH, required=False)
    start_number = forms.IntegerField(min_value=0, max_value=MAX_NUMBER, required=False)

    def scheme(self, current: TagScheme) -> TagScheme:
        """Return the scheme that would be; what is left blank is as it is now."""
        given = self.cleaned_data
        start = given.get("start_number")
        return TagScheme(
            prefix=given.get("prefix") or "",
            suffix=given.get("suffix") or "",
            width=given.get("width") or 0,
            next_number=current.next_number if start is None else start,
        )


class TagSchemeForm(PageForm):
    """How asset tags are made."""

    enabled = forms.BooleanField(label=_("Give new assets a tag by themselves"), required=False)
    prefix = TextField(label=_("Prefix"), max_length=64)  # type: ignore[assignment]  # see above
    suffix = TextField(label=_("Suffix"), max_length=64)
    width = forms.IntegerField(
        label=_("Digits"),
        min_value=0,
        max_value=MAX_WIDTH,
        required=False,
        help_text=_("Shorter numbers are filled up with zeros."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    start_number = forms.IntegerField(
        label=_("Next number"),
        min_value=0,
        max_value=MAX_NUMBER,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )

    def arguments(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        values = {
            "enabled": given["enabled"],
            "prefix": given["prefix"] or "",
            "suffix": given["suffix"] or "",
            "width": given["width"] or 0,
        }
        return {"values": values, "start_number": given["start_number"]}
