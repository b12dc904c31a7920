"""The kinds of filter that a list may declare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from lazyit.kernel.errors import Invalid
from lazyit.kernel.ids import is_id
from lazyit.kernel.text import is_storable

MAX_VALUES = 200
_FALSE = {"false", "0", "no", "off"}


@dataclass(frozen=True)
class Filter:
    """One filter: its name in the API, on the page, and how values become a condition."""

    param: str
    page_name: str = ""
    joined = True  # several values may come in one, joined by commas
    yields_to = ""

    @property
    def page_param(self) -> str:
        """The parameter in a page's address."""
        return self.page_name or self.param

    def condition(self, values: list[str]) -> Q:
        """Turn checked values into a condition; raise Invalid for a wrong one."""
        raise NotImplementedError

    def refuse(self, message: str) -> Invalid:
        """Build the refusal of this filter."""
        return Invalid.field(self.param, message)

    def _limited(self, values: list[str]) -> list[str]:
        if len(values) > MAX_VALUES:
            raise self.refuse(_("At most 200 values."))
        return values


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """Any of a closed set of words."""

    field: str = ""
    choices: Sequence[str] = ()

    def condition(self, values: list[str]) -> Q:
        """Match any of the values."""
        for value in self._limited(values):
            if value not in self.choices:
                allowed = ", ".join(self.choices)
                raise self.refuse(_("Use one of: %(names)s.") % {"names": allowed})
        return Q(**{f"{self.field}__in": values})


@dataclass(frozen=True)
class IdFilter(Filter):
    """Any of some records, by id; ``where`` overrides the plain ``field`` match."""

    field: str = ""
    uuid: bool = False
    where: Callable[[list[Any]], Q] | None = None

    def condition(self, values: list[str]) -> Q:
        """Match any of the ids."""
        ids = [self._checked(value) for value in self._limited(values)]
        return self.where(ids) if self.where else Q(**{f"{self.field}__in": ids})

    def _checked(self, value: str) -> str | UUID:
        try:
            return UUID(value) if self.uuid else self._opaque(value)
        except ValueError:
            raise self.refuse(_("“%(value)s” is not an id.") % {"value": value[:50]}) from None

    def _opaque(self, value: str) -> str:
        if not is_id(value):
            raise ValueError(value)
        return value


@dataclass(frozen=True)
class TextFilter(Filter):
    """Exactly this text (one of several); it may hold commas, so several are repeated."""

    field: str = ""
    joined = False

    def condition(self, values: list[str]) -> Q:
        """Match any of the texts exactly."""
        if not all(is_storable(v) for v in self._limited(values)):
            raise self.refuse(_("The value contains characters that cannot be stored."))
        return Q(**{f"{self.field}__in": values})


@dataclass(frozen=True)
class BooleanFilter(Filter):
    """Yes or no; anything but ``false``, ``0``, ``no``, ``off`` is yes."""

    where: Callable[[bool], Q] = lambda value: Q()  # noqa: ARG005 – a default that filters nothing

    def condition(self, values: list[str]) -> Q:
        """Match by the last value given."""
        return self.where(values[-1].lower() not in _FALSE)


@dataclass(frozen=True)
class WordFilter(Filter):
    """One word of a few, each with a condition of its own, such as ``warranty=expired``."""

    words: dict[str, Callable[[], Q]] | None = None
    yields_to: str = ""  # another filter that makes this one meaningless

    def condition(self, values: list[str]) -> Q:
        """Match by the word given."""
        words = self.words or {}
        if len(values) != 1 or values[0] not in words:
            raise self.refuse(_("Use one of: %(names)s.") % {"names": ", ".join(words)})
        return words[values[0]]()
