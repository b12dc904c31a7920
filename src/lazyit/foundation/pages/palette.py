"""Ctrl K: places, commands and records in one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages import navigation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is, a second line to tell look-alikes apart, where it leads."""

    text: str
    url: str
    icon: str
    detail: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    label: Text
    entries: list[Entry]


Source = Callable[[Actor, str], Sequence[Group]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Declare where records come from; called once from ``AppConfig.ready``."""
    _sources.append(source)


def _places(actor: Actor, words: str) -> Group:
    found = navigation.matching(navigation.places_for(actor), words)
    return Group(
        _("Places"),
        [Entry(str(p.label), p.url, p.icon, hint=f"g {p.key}" if p.key else "") for p in found],
    )


def _commands(actor: Actor, words: str) -> Group:
    found = navigation.matching(navigation.commands_for(actor), words)
    return Group(_("Actions"), [Entry(str(c.label), c.url, c.icon) for c in found])


def find(actor: Actor, words: str) -> list[Group]:
    """Return what the words mean for this actor, records first; without words, where to go."""
    near = [_commands(actor, words), _places(actor, words)]
    far = [group for source in _sources for group in source(actor, words)] if words else []
    return [group for group in (*far, *near) if group.entries]
