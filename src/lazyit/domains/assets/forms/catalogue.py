"""The forms of models, categories and locations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets import choosing
from lazyit.domains.assets.choices import LocationType
from lazyit.domains.assets.forms.dictionary import DictionaryField
from lazyit.domains.assets.forms.fields import SpecsField, TextField
from lazyit.domains.assets.forms.record import RecordForm
from lazyit.domains.assets.specs import Specs
from lazyit.foundation.pages.pickers import PickerField


class ModelForm(RecordForm):
    """All fields of a model."""

    links = {"category": "category_id"}
    needed = {"category": "category:read"}

    name = TextField(label=_("Name"), max_length=200, required=True)
    manufacturer = TextField(label=_("Manufacturer"), max_length=200, required=True)
    category = PickerField(
        label=_("Category"),
        url="/settings/asset-categories/pick",
        resolve=choosing.category_option,
        first=choosing.first_categories,
        required=False,
    )
    sku = TextField(label=_("SKU"), max_length=100)
    description = TextField(label=_("Description"), max_length=2000, rows=3)
    specs = SpecsField(
        label=_("Custom fields"),
        help_text=_("Copied into new assets of this model; existing ones keep theirs."),
    )

    def __init__(self, *args: Any, stored: Specs | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["specs"].stored = stored or {}  # type: ignore[attr-defined]  # it is ours


class CategoryForm(RecordForm):
    """All fields of a category."""

    name = TextField(label=_("Name"), max_length=100, required=True)
    description = TextField(label=_("Description"), max_length=1000, rows=2)
    icon = TextField(
        label=_("Icon"), max_length=100, help_text=_("Free text, for those who use one.")
    )
    specs_schema = DictionaryField(
        label=_("Dictionary of custom fields"),
        help_text=_("Suggested for every asset of this category; it never blocks saving."),
    )


class LocationForm(RecordForm):
    """All fields of a location."""

    links = {"parent": "parent_id"}

    name = TextField(label=_("Name"), max_length=200, required=True)
    type = forms.ChoiceField(label=_("Type"), choices=[("", ""), *LocationType.choices])
    parent = PickerField(
        label=_("Inside"),
        url="/locations/pick",
        resolve=choosing.location_option,
        first=choosing.first_locations,
        required=False,
        help_text=_("Left blank, it stands at the top of the tree."),
    )
    address = TextField(label=_("Address"), max_length=500)
    floor = TextField(label=_("Floor"), max_length=50)
    description = TextField(label=_("Description"), max_length=2000, rows=2)
    notes = TextField(label=_("Notes"), max_length=2000, rows=2)
