"""The form of an asset, whole or one field of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets import choosing
from lazyit.domains.assets.choices import Status
from lazyit.domains.assets.forms.fields import (
    DayField,
    MoneyField,
    MonthsField,
    SpecsField,
    TextField,
)
from lazyit.domains.assets.forms.record import RecordForm
from lazyit.domains.assets.specs import Specs
from lazyit.foundation.pages.pickers import PickerField

KEPT = ("status", "model", "location", "company")  # for “create & add another”


class AssetForm(RecordForm):
    """All fields of an asset; ``owner`` only when one is made."""

    links = {"model": "model_id", "location": "location_id"}
    needed = {"model": "assetModel:read", "location": "location:read", "owner": "user:read"}
    extra = frozenset({"owner"})

    name = TextField(label=_("Name"), max_length=200, required=True)
    status = forms.ChoiceField(label=_("Status"), choices=[("", ""), *Status.choices])
    asset_tag = TextField(label=_("Tag"), max_length=200)
    serial = TextField(label=_("Serial number"), max_length=200)
    model = PickerField(
        label=_("Model"),
        url="/asset-models/pick",
        resolve=choosing.model_option,
        first=choosing.first_models,
        required=False,
    )
    location = PickerField(
        label=_("Location"),
        url="/locations/pick",
        resolve=choosing.location_option,
        first=choosing.first_locations,
        required=False,
    )
    owner = PickerField(
        label=_("Owner"),
        url="/assets/people/pick",
        resolve=choosing.owner_option,
        first=choosing.first_people,
        required=False,
        help_text=_("Gets the asset as soon as it is created."),
    )
    company = TextField(
        label=_("Company"), max_length=200, help_text=_("A label to group by, not a boundary.")
    )
    purchase_date = DayField(label=_("Purchased"))
    warranty_end = DayField(label=_("Warranty until"))
    purchase_cost = MoneyField(label=_("Cost"))
    salvage_value = MoneyField(
        label=_("Salvage value"), help_text=_("What is left at the end of its life.")
    )
    useful_life_months = MonthsField(label=_("Useful life in months"))
    notes = TextField(label=_("Notes"), max_length=2000, rows=3)
    specs = SpecsField(label=_("Custom fields"))

    def __init__(self, *args: Any, stored: Specs | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["specs"].stored = stored or {}  # type: ignore[attr-defined]  # it is ours
        self.fields["company"].widget.attrs.update(list="companies", autocomplete="off")

    def offer_tag(self, tag: str | None) -> None:
        """Say which tag a blank field will get."""
        if tag:
            self.fields["asset_tag"].widget.attrs["placeholder"] = tag
            self.fields["asset_tag"].help_text = _("Left blank, the next free tag is taken.")
