"""What many assets are given at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets import choosing
from lazyit.domains.assets.choices import Status
from lazyit.domains.assets.forms.fields import TextField
from lazyit.foundation.pages.forms import PageForm
from lazyit.foundation.pages.pickers import PickerField


class BulkForm(PageForm):
    """A change without values, such as a release."""

    def arguments(self) -> dict[str, Any]:
        """Return the values for the action."""
        return {}


class StatusForm(BulkForm):
    """A status."""

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)

    def arguments(self) -> dict[str, Any]:
        """Return the values for the action."""
        return {"status": self.cleaned_data["status"]}


class OwnerForm(BulkForm):
    """An owner."""

    user = PickerField(
        label=_("Person"),
        url="/assets/people/pick",
        resolve=choosing.owner_option,
        first=choosing.first_people,
    )
    notes = TextField(label=_("Notes"), max_length=2000, rows=2)

    def arguments(self) -> dict[str, Any]:
        """Return the values for the action."""
        given = self.values()
        return {"user_id": given["user"], "notes": given["notes"]}


class LocationForm(BulkForm):
    """A location, or none."""

    location = PickerField(
        label=_("Location"),
        url="/locations/pick",
        resolve=choosing.location_option,
        first=choosing.first_locations,
        required=False,
        help_text=_("Left blank, they are nowhere in particular."),
    )

    def arguments(self) -> dict[str, Any]:
        """Return the values for the action."""
        return {"location_id": self.values()["location"]}


class ModelForm(BulkForm):
    """A model, or none."""

    model = PickerField(
        label=_("Model"),
        url="/asset-models/pick",
        resolve=choosing.model_option,
        first=choosing.first_models,
        required=False,
        help_text=_("Left blank, they have none. Custom fields stay as they are."),
    )

    def arguments(self) -> dict[str, Any]:
        """Return the values for the action."""
        return {"model_id": self.values()["model"]}


class CompanyForm(BulkForm):
    """A company label, or none."""

    company = TextField(
        label=_("Company"), max_length=200, help_text=_("Left blank, they have none.")
    )

    def arguments(self) -> dict[str, Any]:
        """Return the values for the action."""
        return {"company": self.values()["company"]}


class ManyArchiveForm(BulkForm):
    """Whether those who hold what is archived give it back."""

    release = forms.BooleanField(label=_("Also release them from their owners"), required=False)

    def arguments(self) -> dict[str, Any]:
        """Return the values for the action."""
        return {"release": self.cleaned_data.get("release", False)}  # not offered to everybody
