"""The filters of a list as small menus: a few fixed words, or records searched on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.text import is_storable

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

SHOWN = 20


class Found(Protocol):
    """A record to filter by; what pickers offer fits."""

    @property
    def value(self) -> str:
        """Its id."""

    @property
    def text(self) -> str:
        """Its name."""

    @property
    def detail(self) -> str:
        """A second line that tells look-alikes apart."""


Find = Callable[[Actor, str], Sequence[Found]]
Names = Callable[[Actor, Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen value and its words."""

    value: str
    text: str


@dataclass(frozen=True)
class FilterMenu:
    """A filter of the page, named as in its address.

    Either ``choices`` are fixed, or ``find`` searches and ``names`` gives the words of ids.
    ``more`` ones share one button; ``hidden`` ones only come by links, and show as chips.
    """

    name: str
    label: Text
    choices: Sequence[tuple[str, Any]] = ()
    single: bool = False
    find: Find | None = None
    names: Names | None = None
    permission: str = ""
    more: bool = False
    hidden: bool = False

    @property
    def is_searched(self) -> bool:
        """Say whether the server finds what there is to choose from."""
        return self.find is not None

    def may_use(self, actor: Actor) -> bool:
        """Say whether the actor gets this menu."""
        return not self.hidden and (not self.permission or actor.may(self.permission))

    def shown(self, actor: Actor, given: Sequence[str]) -> ShownMenu:
        """Put the words beside the chosen values; ids of nothing that lives have none."""
        words = self._words(actor, given)
        chosen = [Chosen(v, words.get(v) or _("(not found)")) for v in given]
        return ShownMenu(self, chosen)

    def search(self, actor: Actor, words: str) -> list[Found]:
        """Return the first records that match."""
        return list(self.find(actor, words))[:SHOWN] if self.find else []

    def _words(self, actor: Actor, given: Sequence[str]) -> Mapping[str, str]:
        if self.permission and not actor.may(self.permission):
            return {}
        if self.names:
            return self.names(actor, given) if given else {}
        return {value: str(text) for value, text in self.choices} or {v: v for v in given}


@dataclass(frozen=True, slots=True)
class ShownMenu:
    """A menu with what is chosen in it."""

    menu: FilterMenu
    chosen: list[Chosen]

    @property
    def values(self) -> list[str]:
        """The chosen values."""
        return [c.value for c in self.chosen]


def check_words(text: str) -> str:
    """Return what was typed, cut to a sensible length."""
    return text.strip()[:200] if is_storable(text) else ""
