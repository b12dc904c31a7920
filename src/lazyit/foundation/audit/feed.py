"""The activity feed: every declared history table as one list, newest first, by cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.safestring import SafeString

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.asking import Asked, Place
from lazyit.foundation.audit.conditions import Word, condition, look_up_words
from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.audit.reading import actor_of
from lazyit.foundation.audit.sentences import Named, Names, Reference, Told, words_of
from lazyit.foundation.audit.sources import Event, Source, look_up, source_of

READ = "logs:read"
EXPORT_BATCH = 1000
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Became:
    """One thing that became another, in words."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is shown: told, with every name it needs."""

    event: Event
    told: Told
    names: Names

    @property
    def summary(self) -> str:
        """The sentence as plain text."""
        return self.told.text(self.names)

    @property
    def markup(self) -> SafeString:
        """The sentence as HTML."""
        return self.told.markup(self.names)

    @property
    def changes(self) -> list[Became]:
        """Everything that changed."""
        return [
            Became(str(c.label), words_of(c.before, self.names), words_of(c.after, self.names))
            for c in self.told.changes
        ]

    @property
    def says_more(self) -> bool:
        """Say whether the changes tell more than the sentence."""
        return bool(self.told.changes) and "after" not in self.told.parts

    @property
    def subject(self) -> Named:
        """What the event's subject is called now."""
        return self.names.get(self.event.subject) or Named(self.event.subject.id)

    @property
    def place(self) -> Place:
        """Where the entry stands in the feed."""
        return Place(self.event.occurred_at, self.event.source.name, self.event.id)


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, and the cursor of the next ones if there are any."""

    entries: list[Entry]
    next: Place | None


def page(actor: Actor, asked: Asked) -> Page:
    """Return one page; raise Forbidden if the actor may not read the logs."""
    actor.require(READ)
    rows = _rows(asked, asked.limit + 1)
    entries = _told(rows[: asked.limit])
    return Page(entries, entries[-1].place if len(rows) > asked.limit else None)


def export(actor: Actor, asked: Asked) -> Iterator[list[Entry]]:
    """Yield everything that was asked for, in batches."""
    actor.require(READ)
    while entries := _told(_rows(asked, EXPORT_BATCH)):
        yield entries
        asked = replace(asked, before=entries[-1].place)


def acted(sources: Sequence[Source], column: str) -> Q:
    """Build the condition that a person or a service account ever did something recorded."""
    tables = (source.table._default_manager.order_by() for source in sources)
    found = (Exists(rows.filter(**{column: OuterRef("pk")})) for rows in tables)
    return reduce(or_, map(Q, found), Q(pk__in=[]))


def _rows(asked: Asked, limit: int) -> list[Row]:
    """Return the newest matching rows of all tables, in one query."""
    words = look_up_words(asked.words)
    tables = [_table(s, asked, words)[:limit] for s in asked.sources if _may_match(s, asked)]
    if len(tables) < 2:
        return [row for table in tables for row in table]
    merged = tables[0].union(*tables[1:], all=True)
    return list(merged.order_by("-occurred_at", "source", "-id")[:limit])


def _may_match(source: Source, asked: Asked) -> bool:
    return not asked.actions or bool(source.events_of(asked.actions))


def _table(source: Source, asked: Asked, words: list[Word]) -> QuerySet[HistoryRow, Row]:
    nothing, name, archived = Value(None), source.subject_name, source.archived
    rows = source.table._default_manager.filter(condition(source, asked, words)).annotate(
        source=Value(source.name, TextField()),
        subject_key=Cast("subject_id", TextField()),
        subject_name=Cast(name or nothing, TextField()),
        archived_at=F(archived) if archived else Cast(nothing, DateTimeField()),
        extra=Cast(source.extra or nothing, TextField()),
    )
    return rows.order_by("-occurred_at", "-id").values_list(
        "id",
        "occurred_at",
        "event",
        "payload",
        "source",
        "subject_key",
        "subject_name",
        "archived_at",
        "extra",
        "person_id",
        "person__first_name",
        "person__last_name",
        "service_account_id",
        "service_account__name",
    )


def _told(rows: list[Row]) -> list[Entry]:
    named: dict[Reference, Named] = {}
    told: list[tuple[Event, Told]] = []
    for row in rows:
        event = _event(row)
        if row[6] is not None:
            named[event.subject] = Named(row[6], archived=row[7] is not None)
        told.append((event, event.source.tell(event)))
    unknown = {r for event, each in told for r in (event.subject, *each.references())}
    names = {**look_up(unknown - named.keys()), **named}
    return [Entry(event, each, names) for event, each in told]


def _event(row: Row) -> Event:
    source = source_of(row[4])
    return Event(
        source=source,
        id=row[0],
        occurred_at=row[1],
        event=row[2],
        payload=row[3] or {},
        subject=Reference(source.kind, row[5]),
        extra=row[8],
        actor=actor_of(row[9:14]),
    )
