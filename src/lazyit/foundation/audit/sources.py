"""The history tables that the activity feed reads; each app declares its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Field, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.audit.sentences import (
    Named,
    Names,
    Reference,
    Text,
    Told,
    changes_of,
    listed,
)
from lazyit.foundation.search.matching import occurs
from lazyit.foundation.search.models import SearchEntry

# The kinds of those who act, as the floor above calls them.
PERSON, SERVICE_ACCOUNT = "person", "serviceAccount"


@dataclass(frozen=True, slots=True)
class Event:
    """One stored change, not yet told."""

    source: Source
    id: int
    occurred_at: datetime
    event: str
    payload: dict[str, Any]
    subject: Reference
    extra: str | None
    actor: dict[str, Any]

    @property
    def action(self) -> str:
        """What was done, as the API says it."""
        return self.source.action_of(self.event)


@dataclass(frozen=True)
class Source:
    """A history table: what its rows are about, what its events are called, how they read.

    ``subject_name`` and ``archived`` are expressions on a row; without them the subject is named
    by ``add_names``. ``mentions`` finds the rows whose subject is called so. ``extra`` is a
    further column that ``tell`` needs; ``target`` the payload's key for a person concerned;
    ``where`` leaves rows of the table out.
    """

    name: str
    table: type[HistoryRow]
    entity: str
    label: Text
    icon: str
    events: Mapping[str, Text]
    tell: Callable[[Event], Told]
    kind: str = ""
    actions: Mapping[Any, str] = field(default_factory=dict)
    subject_name: Combinable | None = None
    archived: str | None = None
    mentions: Callable[[str], Q] | None = None
    extra: Combinable | None = None
    target: str | None = None
    where: Q = field(default_factory=Q)

    @property
    def key(self) -> Field[Any, Any]:
        """The field that subjects are known by."""
        name = "subject"
        return self.table._meta.get_field(name).target_field  # type: ignore[union-attr]  # a foreign key

    def action_of(self, event: str) -> str:
        """Return what an event is called in the API."""
        return self.actions.get(event, event.lower())

    def mentioning(self, word: str) -> Q:
        """Return the condition that a row's subject is called so."""
        if self.mentions:
            return self.mentions(word)
        found = SearchEntry.objects.filter(occurs(word), kind=self.kind)
        return Q(subject_id__in=found.values(key=Cast("record_id", type(self.key)())))

    def events_of(self, actions: Collection[str]) -> list[str]:
        """Return the events that the API calls by one of these names."""
        return [event for event in self.events if self.action_of(event) in actions]


_sources: dict[str, Source] = {}
_namers: dict[str, Callable[[Collection[str]], Mapping[str, Named]]] = {}


def add_sources(*sources: Source) -> None:
    """Declare sources; called once from ``AppConfig.ready``."""
    _sources.update({source.name: source for source in sources})


def add_names(kind: str, find: Callable[[Collection[str]], Mapping[str, Named]]) -> None:
    """Declare how records that the search table does not hold are named."""
    _namers[kind] = find


def all_sources() -> list[Source]:
    """Return every source, in the order of their names: what breaks ties of time."""
    return [_sources[name] for name in sorted(_sources)]


def source_of(name: str) -> Source:
    """Return a source by its name."""
    return _sources[name]


def look_up(references: Iterable[Reference]) -> Names:
    """Name records: one query for all that can be searched, one for each other kind."""
    wanted = set(references)
    names = dict(_searched([r for r in wanted if r.kind not in _namers]))
    for kind, find in _namers.items():
        if ids := {r.id for r in wanted if r.kind == kind}:
            names |= {Reference(kind, i): named for i, named in find(ids).items()}
    return names


def _searched(references: list[Reference]) -> Iterable[tuple[Reference, Named]]:
    if not references:
        return
    kinds, ids = {r.kind for r in references}, {r.id for r in references}
    found = SearchEntry.objects.filter(kind__in=kinds, record_id__in=ids)
    for kind, record_id, title, live in found.values_list("kind", "record_id", "title", "live"):
        yield Reference(kind, record_id), Named(title, archived=not live)


LIFECYCLE: Mapping[str, Text] = {
    "CREATED": _("%(subject)s was created"),
    "DELETED": _("%(subject)s was archived"),
    "RESTORED": _("%(subject)s was restored"),
}
EDITED = _("%(subject)s was edited: %(fields)s")
SOMETHING = _("Something happened to %(subject)s: %(event)s")


def tell_lifecycle(event: Event, labels: Mapping[str, Text], **options: Any) -> Told:
    """Tell what happens to every kind of record; name an event that nobody knows."""
    if event.event == "UPDATED":
        changes = changes_of(event.payload.get("fields", {}), labels, **options)
        return Told(EDITED, {"subject": event.subject, "fields": listed(changes)}, changes)
    if event.event in LIFECYCLE:
        return Told(LIFECYCLE[event.event], {"subject": event.subject})
    return Told(SOMETHING, {"subject": event.subject, "event": event.event})
