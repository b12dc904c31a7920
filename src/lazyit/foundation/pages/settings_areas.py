"""What the settings page offers; each app declares its own areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from lazyit.foundation.audit.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text


@dataclass(frozen=True, slots=True)
class SettingsArea:
    """One area of the settings: where it leads, what one does there, who may open it."""

    name: str
    label: Text
    description: Text
    url_name: str
    icon: str
    permission: str = "settings:manage"
    order: int = 50

    @property
    def url(self) -> str:
        """Return the address."""
        return reverse(self.url_name)


_areas: dict[str, SettingsArea] = {}


def add_settings_areas(*areas: SettingsArea) -> None:
    """Declare areas; called once from ``AppConfig.ready``."""
    _areas.update({area.name: area for area in areas})


def areas_for(actor: Actor) -> list[SettingsArea]:
    """Return the areas that the actor may open, in order."""
    allowed = (area for area in _areas.values() if actor.may(area.permission))
    return sorted(allowed, key=lambda area: area.order)
