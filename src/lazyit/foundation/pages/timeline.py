"""A record's history for people to read: who did what, when, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.models import Payload

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

SHOWN = 20
_FIELDS = (
    "id",
    "occurred_at",
    "event",
    "payload",
    "person_id",
    "person__first_name",
    "person__last_name",
    "person__deleted_at",
    "service_account__name",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored event, its actor already a name or a link."""

    at: datetime
    event: str
    payload: Payload
    actor: SafeString


@dataclass(frozen=True, slots=True)
class Event:
    """One event as the timeline draws it."""

    icon: str
    at: datetime
    sentence: SafeString
    changes: Sequence[Change] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Some events, newest first, and the cursor to older ones."""

    events: list[Event]
    older: int | None


def read_timeline(
    rows: QuerySet[Any],
    *,
    viewer: Actor,
    tell: Callable[[Entry], Event],
    before: str | None = None,
    prepare: Callable[[list[Entry]], None] | None = None,
) -> Timeline:
    """Return the newest of a subject's history rows, each told in words.

    ``prepare`` sees them all first, to look up at once what they name.
    """
    if before and before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(id__lt=int(before))
    found = list(rows.order_by("-id").values_list(*_FIELDS)[: SHOWN + 1])
    entries = [_entry(viewer, r) for r in found[:SHOWN]]
    if prepare:
        prepare(entries)
    return Timeline([tell(e) for e in entries], found[SHOWN - 1][0] if len(found) > SHOWN else None)


def sentence(text: str | Text, **parts: str) -> SafeString:
    """Fill a translated sentence with parts that may be links; everything else is escaped."""
    escaped = {name: conditional_escape(part) for name, part in parts.items()}
    return mark_safe(conditional_escape(text) % escaped)  # noqa: S308 -- every part is escaped


def person_link(
    viewer: Actor, person_id: UUID | str, name: str, *, live: bool = True
) -> SafeString:
    """Name a person, with link and preview for whoever may read people."""
    if not (live and viewer.may("user:read")):
        return format_html("<b>{}</b>", name)
    markup = '<a href="/people/{0}" data-preview="/people/{0}/preview"><b>{1}</b></a>'
    return format_html(markup, person_id, name)


def changes_of(
    payload: Payload, labels: dict[str, Text], words: Callable[[str, Any], str]
) -> list[Change]:
    """Put the changed fields of an ``UPDATED`` payload into words; unknown fields stay as named."""
    fields: Iterable[tuple[str, Any]] = (payload.get("fields") or {}).items()
    return [
        Change(str(labels.get(name, name)), words(name, c.get("from")), words(name, c.get("to")))
        for name, c in fields
    ]


def _entry(viewer: Actor, r: tuple[Any, ...]) -> Entry:
    return Entry(at=r[1], event=r[2], payload=r[3] or {}, actor=_actor(viewer, r[4:9]))


def _actor(viewer: Actor, r: tuple[Any, ...]) -> SafeString:
    person_id, first, last, archived, machine = r
    if person_id:
        return person_link(viewer, person_id, f"{first} {last}".strip(), live=archived is None)
    return format_html("<b>{}</b>", machine or _("The system"))
