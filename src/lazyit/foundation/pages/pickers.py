"""Pickers: a field whose choices are searched on the server."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lazyit.kernel.text import is_storable

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its value, its words, and a second line that tells look-alikes apart."""

    value: str
    text: str
    detail: str = ""


Resolve = Callable[[str], Option | None]


def find(resolve: Resolve, value: Any) -> Option | None:
    """Return the option of what was typed or given, which may be anything."""
    text = str(value or "")
    return resolve(text) if text and is_storable(text) else None


class Picker(forms.Widget):
    """Draws the combobox; without JavaScript a plain select of the first choices."""

    template_name = "pages/picker.html"

    def __init__(self, url: str, resolve: Resolve, first: Callable[[], Sequence[Option]]) -> None:
        super().__init__()
        self.url, self.resolve, self.first = url, resolve, first

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the chosen option and the first choices."""
        context = super().get_context(name, value, attrs)
        chosen = find(self.resolve, value)
        context["picker"] = {"url": self.url, "chosen": chosen, "choices": self.first()}
        return context

    def _render(
        self, template_name: str, context: dict[str, Any], _renderer: Any = None
    ) -> SafeString:
        return render_to_string(template_name, context)


class PickerField(forms.CharField):
    """A field that holds the id of something the server can find."""

    default_error_messages = {"gone": _("Choose one of the list.")}

    def __init__(
        self,
        *,
        url: str,
        resolve: Resolve,
        first: Callable[[], Sequence[Option]] = tuple,
        **kwargs: Any,
    ) -> None:
        self.resolve = resolve
        super().__init__(widget=Picker(url, resolve, first), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the id; refuse one that cannot be found."""
        text = super().clean(value)
        if text and find(self.resolve, text) is None:
            raise forms.ValidationError(self.error_messages["gone"], code="gone")
        return text or None

    def words(self, value: Any) -> str:
        """Return the chosen record's name."""
        chosen = find(self.resolve, value)
        return chosen.text if chosen else ""


def options_response(
    request: HttpRequest, options: Sequence[Option], *, create: str = ""
) -> HttpResponse:
    """Answer a picker's search; ``create`` is the address of the form that makes a new one."""
    words = request.GET.get("q", "").strip()
    context = {
        "options": options[:SHOWN],
        "more": len(options) > SHOWN,
        "words": words,
        "create": f"{create}?{urlencode({'name': words})}" if create and words else create,
    }
    return render(request, "pages/options.html", context)


def is_inline(request: HttpRequest) -> bool:
    """Say whether a create form was opened from a picker."""
    return request.headers.get("X-Inline") == "create"


def created_response(option: Option) -> HttpResponse:
    """Tell the picker that opened the form which record was made."""
    detail = {"value": option.value, "text": option.text, "detail": option.detail}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"lz:created": detail})})
