"""What stands above every page until somebody mends it; each area declares its own.

Whoever declares one is asked on every page of every person, so the answer must cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lazyit.foundation.audit.actor import Actor

RED, AMBER = "red", "amber"


@dataclass(frozen=True, slots=True)
class Alert:
    """A sentence, what a program said, and where it can be mended."""

    tone: str
    text: str
    url: str
    action: str
    detail: str = ""


Source = Callable[[Actor], Iterable[Alert]]
_sources: list[Source] = []


def add_alerts(source: Source) -> None:
    """Declare a source; called once from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def alerts_for(actor: Actor | None) -> list[Alert]:
    """Return what a person should see, the red ones first; nobody sees anything before sign-in."""
    found = [alert for source in _sources for alert in source(actor)] if actor else []
    return sorted(found, key=lambda alert: alert.tone != RED)
