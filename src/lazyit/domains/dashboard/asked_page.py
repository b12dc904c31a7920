"""What a page of the activity was asked for, as its address, its chips and its export know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from lazyit.domains.dashboard.choosing import Choice
from lazyit.foundation.pages import formats


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: its parameter, its name and its value in words."""

    name: str
    value: str
    label: str
    text: str


@dataclass(frozen=True)
class AskedPage:
    """The filters in a page's address; ``params`` are the same as the feed takes them."""

    given: QueryDict
    params: QueryDict
    path: str
    export: str

    @property
    def q(self) -> str:
        """The words searched for."""
        return self.given.get("q", "").strip()

    @property
    def start(self) -> str:
        """The first day."""
        return self.given.get("from", "")

    @property
    def end(self) -> str:
        """The last day."""
        return self.given.get("to", "")

    @property
    def is_later_page(self) -> bool:
        """Say whether this is not the newest page."""
        return "before" in self.given

    @property
    def export_url(self) -> str:
        """The address of everything that matches, as a file."""
        query = self.params.copy()
        query.pop("before", None)
        return f"{self.export}?{query.urlencode()}" if query else self.export

    def chosen(self, name: str) -> list[str]:
        """Return the values of a filter."""
        return [v for value in self.given.getlist(name) for v in value.split(",") if v]

    def chips(self, menus: Mapping[str, Sequence[Choice]]) -> list[Chip]:
        """Return every active filter in words."""
        labels = {"action": _("Action"), "entityType": _("Kind"), "actorId": _("Who")}
        chips = [Chip("q", self.q, _("Search"), self.q)] if self.q else []
        for name, choices in menus.items():
            words = dict(choices)
            chips += [Chip(name, v, labels[name], words.get(v, v)) for v in self.chosen(name)]
        if entity := self.given.get("entityId"):
            chips.append(Chip("entityId", entity, _("Record"), entity))
        if account := self.given.get("serviceAccountId"):
            chips.append(Chip("serviceAccountId", account, _("Service account"), account))
        days = {"from": _("From"), "to": _("Until")}
        chips += [
            Chip(k, v, words, _day(v)) for k, words in days.items() if (v := self.given.get(k))
        ]
        return chips


def page_parameters(given: QueryDict) -> QueryDict:
    """Return what the feed takes: a page's days are whole ones, in the instance's time zone."""
    params = given.copy()
    for name in ("from", "to"):
        if (day := _date(given.get(name, ""))) is not None:
            first = day + timedelta(days=name == "to")
            params[name] = datetime.combine(first, time(), formats.zone()).isoformat()
    for name in [name for name in params if not params[name]]:
        del params[name]
    return params


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None  # there is no day after that one


def _day(text: str) -> str:
    day = _date(text)
    return formats.day(day) if day else text
