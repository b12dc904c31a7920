"""What stands in the rail and the palette; each domain declares its own places and actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.text import fold

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

HOME, INVENTORY, ACCESS, KNOWLEDGE, MANAGE = "home", "inventory", "access", "knowledge", "manage"
SECTIONS: dict[str, Text | None] = {
    HOME: None,
    INVENTORY: _("Inventory"),
    ACCESS: _("Access"),
    KNOWLEDGE: _("Knowledge"),
    MANAGE: _("Manage"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail: where it leads, who sees it, the letter after ``g``."""

    name: str
    label: Text | str
    url_name: str
    icon: str
    section: str
    permission: str | None = None
    order: int = 50
    key: str = ""
    under: tuple[str, ...] = ()  # other address beginnings that belong to this place
    bar: bool = False  # also in the bottom bar of narrow screens

    @property
    def url(self) -> str:
        """Return the address."""
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do from the palette, such as creating an asset."""

    label: Text | str
    url_name: str
    icon: str
    permission: str | None = None

    @property
    def url(self) -> str:
        """Return the address."""
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the rail with the places that the actor may open."""

    label: Text | str | None
    places: list[tuple[Place, bool]]


Entry = TypeVar("Entry", Place, Command)

_places: dict[str, Place] = {}
_commands: dict[str, Command] = {}


def add_places(*places: Place) -> None:
    """Declare places; called once from ``AppConfig.ready``."""
    _places.update({place.name: place for place in places})


def add_commands(*commands: Command) -> None:
    """Declare palette commands; called once from ``AppConfig.ready``."""
    _commands.update({command.url_name: command for command in commands})


def _open_to(actor: Actor | None, permission: str | None) -> bool:
    return actor is not None and (permission is None or actor.may(permission))


def places_for(actor: Actor | None) -> list[Place]:
    """Return the places that the actor may open, in the order of the rail."""
    order = list(SECTIONS)
    allowed = (place for place in _places.values() if _open_to(actor, place.permission))
    return sorted(allowed, key=lambda place: (order.index(place.section), place.order))


def commands_for(actor: Actor | None) -> list[Command]:
    """Return the commands that the actor may use."""
    return [c for c in _commands.values() if _open_to(actor, c.permission)]


def _reach(place: Place, path: str) -> int:
    """Say how much of an address a place accounts for; the longest is current."""
    begins = (place.url, *place.under)
    hits = [b for b in begins if path == b or (b != "/" and path.startswith(f"{b}/"))]
    return max(map(len, hits), default=0)


def rail(actor: Actor | None, path: str) -> list[Section]:
    """Return the rail for an actor with the current place marked."""
    places = places_for(actor)
    current = max(places, key=lambda place: _reach(place, path), default=None)
    marked = [(p, p is current and _reach(p, path) > 0) for p in places]
    sections = (
        Section(label, [(p, here) for p, here in marked if p.section == name])
        for name, label in SECTIONS.items()
    )
    return [section for section in sections if section.places]


def matching(entries: Iterable[Entry], words: str) -> list[Entry]:
    """Return the entries whose label holds every word, accents aside."""
    wanted = fold(words).split()
    return [e for e in entries if all(word in fold(str(e.label)) for word in wanted)]
