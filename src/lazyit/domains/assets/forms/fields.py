"""Fields that only the register has: money in major units, days, custom fields as rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.specs import Specs, as_text, rows_of
from lazyit.foundation.pages.formats import locale
from lazyit.foundation.rest.schema import EARLIEST_YEAR, LATEST_YEAR
from lazyit.kernel.money import MAX_MINOR
from lazyit.kernel.text import is_storable

MAX_INTEGER = 2_147_483_647
MAX_ROWS = 250  # a few more than are allowed, so that the check can say so
_AMOUNT = re.compile(r"(\d+|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?")


class TextField(forms.CharField):
    """A text that may be left blank; it is trimmed and free of what cannot be stored."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**{"required": False, **kwargs})

    def clean(self, value: Any) -> str | None:
        """Return the text, or None for a blank one."""
        if isinstance(value, str) and not is_storable(value):
            raise forms.ValidationError(_("This text has characters that cannot be stored."))
        text: str = super().clean(value)
        return text.replace("\r\n", "\n") or None


class DayField(forms.DateField):
    """A calendar date."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(
            required=False,
            widget=widget,
            input_formats=["%Y-%m-%d"],
            validators=[
                MinValueValidator(date(EARLIEST_YEAR, 1, 1)),
                MaxValueValidator(date(LATEST_YEAR, 12, 31)),
            ],
            **kwargs,
        )


class MonthsField(forms.IntegerField):
    """A number of months."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
        super().__init__(
            required=False, widget=widget, min_value=0, max_value=MAX_INTEGER, **kwargs
        )


class MoneyField(forms.CharField):
    """An amount typed in major units, kept in minor ones."""

    default_error_messages = {
        "amount": _("Write an amount with at most two decimals, such as 1250 or 1,250.00."),
        "too_large": _("This amount is too large."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write minor units as they are typed in this language."""
        if not isinstance(value, int):
            return value
        return format_decimal(Decimal(value) / 100, format="0.00", locale=locale())

    def clean(self, value: Any) -> int | None:
        """Return minor units; the last mark before one or two digits is the decimal one."""
        text = re.sub(r"\s", "", super().clean(value))
        if not text:
            return None
        found = _AMOUNT.fullmatch(text)
        if found is None:
            raise forms.ValidationError(self.error_messages["amount"], code="amount")
        whole = int(re.sub(r"[.,]", "", found[1]))
        minor = whole * 100 + int((found[2] or "").ljust(2, "0"))
        if minor > MAX_MINOR:
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
        return minor


class SpecsWidget(forms.Widget):
    """Rows of name and value; ``was`` remembers which stored value a row came from."""

    template_name = "assets/specs_rows.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[dict[str, str]]:
        """Read the rows that were posted."""
        if not hasattr(data, "getlist"):
            return list(data.get(name) or [])
        parts = [data.getlist(f"{name}_{part}")[:MAX_ROWS] for part in ("key", "value", "was")]
        if not any(parts):
            return list(data.get(name) or [])
        return [{"key": k, "value": v, "was": w} for k, v, w in zip(*parts, strict=False)]

    def value_omitted_from_data(self, data: Any, _files: Any, name: str) -> bool:
        """Say whether the form was sent without rows."""
        return f"{name}_key" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows."""
        context = super().get_context(name, value, attrs)
        return {
            **context,
            "name": name,
            "rows": value or [],
            "id": context["widget"]["attrs"]["id"],
        }

    def _render(
        self, template_name: str, context: dict[str, Any], _renderer: Any = None
    ) -> SafeString:
        return render_to_string(template_name, context)


class SpecsField(forms.Field):
    """Custom fields as rows; what is not text stays as it was unless its row is changed."""

    widget = SpecsWidget

    def __init__(self, *, stored: Specs | None = None, **kwargs: Any) -> None:
        self.stored = stored or {}
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> list[dict[str, str]]:
        """Turn stored custom fields into rows."""
        return rows_of(value) if isinstance(value, dict) else list(value or [])

    def clean(self, value: Any) -> Specs:
        """Return the custom fields; rows without a value, or without a name, count for nothing."""
        specs: Specs = {}
        for row in value or []:
            key, text = row["key"].strip(), row["value"].strip()
            if not text:
                continue
            if not key or key in specs:
                raise forms.ValidationError(
                    _("Give each custom field a name of its own."), code="key"
                )
            specs[key] = self._value(row, text)
        return specs

    def _value(self, row: Mapping[str, str], text: str) -> Any:
        before = self.stored.get(row["was"])
        return before if before is not None and as_text(before).strip() == text else text
