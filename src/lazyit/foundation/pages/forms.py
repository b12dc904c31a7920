"""Forms that say what is wrong beside the field, and notice when the record moved on meanwhile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, QueryDict

from lazyit.foundation.pages.pickers import PickerField
from lazyit.kernel.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose value in the record is no longer the one this form began with."""

    label: str | Text
    mine: str
    theirs: str


def field_name(path: str) -> str:
    """Translate an API path (``modelId``, ``specs.ram``) into the form's field (``model``)."""
    name = _CAPITAL.sub("_", path.split(".", 1)[0]).lower()
    return name.removesuffix("_id")


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also if that is nothing; None where the form is only shown."""
    return request.POST if request.method == "POST" else None


class PageForm(forms.Form):
    """A form of a page; ``version`` travels hidden and is compared by the action."""

    use_required_attribute = False

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        # Another form may open in a dialog above this one; ids must differ.
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)
        self.differences: list[Difference] = []

    @property
    def error_count(self) -> int:
        """Count everything that is wrong, for the summary."""
        return sum(len(errors) for errors in self.errors.values())

    def values(self) -> dict[str, Any]:
        """Return what was typed, blank texts as None, without the version."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return {k: None if v == "" else v for k, v in given.items()}

    def refuse(self, error: DomainError) -> None:
        """Show an action's refusal beside the fields that it names, else above all."""
        if not error.errors:
            self.add_error(None, error.message)
        for problem in error.errors:
            name = field_name(problem["path"])
            full = problem["path"] if problem["path"] in self.fields else name
            self.add_error(full if full in self.fields else None, problem["message"])

    def stale(self, *, version: str, current: Mapping[str, str]) -> None:
        """Show how the record differs by now; sending the form again keeps one's own values.

        ``current`` holds the record's present values as people read them, by field.
        """
        for name, theirs in current.items():
            if name in self.fields and (mine := self.shown(name)) != theirs:
                self.differences.append(Difference(self[name].label, mine, theirs))
        self.data = {name: self[name].value() for name in self.fields} | {"version": version}

    def shown(self, name: str) -> str:
        """Return a typed value as people read it."""
        value, field = self[name].value(), self.fields[name]
        if isinstance(field, PickerField):
            return field.words(value)
        choices = getattr(field, "choices", None)
        words = {str(key): str(text) for key, text in choices or ()}
        return words.get(str(value), "" if value is None else str(value))
