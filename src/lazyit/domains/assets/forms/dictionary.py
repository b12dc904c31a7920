"""The dictionary of a category as rows: key, label, type, required, values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lazyit.kernel.text import is_storable

MAX_FIELDS, MAX_KEY, MAX_LABEL, MAX_VALUES, MAX_VALUE = 50, 60, 100, 50, 100
TYPES = (
    ("string", _("Text")),
    ("number", _("Number")),
    ("boolean", _("Yes or no")),
    ("enum", _("One of these")),
)
PARTS = ("key", "label", "type", "required", "values")


class DictionaryWidget(forms.Widget):
    """Rows of a dictionary."""

    template_name = "assets/dictionary_rows.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[dict[str, str]]:
        """Read the rows that were posted."""
        if not hasattr(data, "getlist"):
            return list(data.get(name) or [])
        parts = [data.getlist(f"{name}_{part}")[: MAX_FIELDS * 2] for part in PARTS]
        return [dict(zip(PARTS, row, strict=True)) for row in zip(*parts, strict=False)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows and the types."""
        context = super().get_context(name, value, attrs)
        own_id = context["widget"]["attrs"]["id"]
        return {**context, "name": name, "rows": value or [], "id": own_id, "types": TYPES}

    def _render(
        self, template_name: str, context: dict[str, Any], _renderer: Any = None
    ) -> SafeString:
        return render_to_string(template_name, context)


class DictionaryField(forms.Field):
    """A list of fields, as the category keeps it."""

    widget = DictionaryWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> list[dict[str, Any]]:
        """Turn the stored dictionary into rows."""
        return [_row(each) for each in value or []]

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Return the dictionary; blank rows count for nothing."""
        rows = [row for row in value or [] if row["key"].strip() or row["label"].strip()]
        if len(rows) > MAX_FIELDS:
            raise forms.ValidationError(_("At most 50 fields."), code="too_long")
        return [_field(row) for row in rows]


def _row(stored: dict[str, Any]) -> dict[str, Any]:
    if "values" in stored:  # already a row
        return stored
    values = ", ".join(stored.get("enumValues") or [])
    return {**stored, "required": "yes" if stored.get("required") else "", "values": values}


def _field(row: dict[str, str]) -> dict[str, Any]:
    key, label = row["key"].strip(), row["label"].strip() or row["key"].strip()
    values = list(dict.fromkeys(v.strip() for v in row["values"].split(",") if v.strip()))
    if not all(map(is_storable, (key, label, *values))):
        raise forms.ValidationError(_("This text has characters that cannot be stored."))
    if not 1 <= len(key) <= MAX_KEY or len(label) > MAX_LABEL:
        raise forms.ValidationError(
            _("A key has 1 to 60 characters, a label at most 100."), code="too_long"
        )
    if row["type"] not in dict(TYPES):
        raise forms.ValidationError(_("Choose a type for each field."), code="not_a_choice")
    if len(values) > MAX_VALUES or any(len(v) > MAX_VALUE for v in values):
        raise forms.ValidationError(
            _("A field has at most 50 values of 100 characters each."), code="too_long"
        )
    return {
        "key": key,
        "label": label,
        "type": row["type"],
        "required": row["required"] == "yes",
        "enumValues": values if row["type"] == "enum" else [],
    }
