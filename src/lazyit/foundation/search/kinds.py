"""What kinds of record can be found, where each is shown and who may find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.http import urlencode

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text


class Seeker(Protocol):
    """Whoever searches: an actor, which is defined on a higher floor."""

    def may(self, permission: str) -> bool:
        """Say whether they hold a permission."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record; ``aliases`` are further names that scripts know it by."""

    name: str
    label: Text
    icon: str
    permission: str
    address: str
    order: int
    aliases: tuple[str, ...] = ()

    def url(self, record_id: str) -> str:
        """Return the address of a record's page."""
        return f"{self.address}/{record_id}"

    def list_url(self, query: str) -> str:
        """Return the address of the list, searched."""
        return f"{self.address}?{urlencode({'q': query})}"


_kinds: dict[str, Kind] = {}


def add_kinds(*kinds: Kind) -> None:
    """Declare kinds; called once from ``AppConfig.ready``."""
    _kinds.update({kind.name: kind for kind in kinds})


def kind_of(name: str) -> Kind | None:
    """Return a kind by its name."""
    return _kinds.get(name)


def kinds_for(seeker: Seeker) -> list[Kind]:
    """Return the kinds that somebody may find, in their order."""
    allowed = (kind for kind in _kinds.values() if seeker.may(kind.permission))
    return sorted(allowed, key=lambda kind: kind.order)


def named(kinds: list[Kind], names: set[str]) -> list[Kind]:
    """Return those of the kinds that somebody named; names of no kind are ignored."""
    return [kind for kind in kinds if names & {kind.name, *kind.aliases}]
