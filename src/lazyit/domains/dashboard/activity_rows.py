"""How entries of the activity feed look on the wire and in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from operator import itemgetter
from typing import Any

from django.utils.translation import get_language, override

from lazyit.domains.dashboard.logs import AUTH, PERMISSION, SERVICE_ACCOUNT
from lazyit.foundation.audit import feed
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.asking import Asked
from lazyit.foundation.audit.feed import Entry
from lazyit.foundation.audit.sentences import words_of
from lazyit.foundation.listing import csv
from lazyit.foundation.listing.spec import Column, snapshot
from lazyit.kernel.clock import instant

Row = dict[str, Any]


def activity_row(entry: Entry) -> Row:
    """Shape one entry of the activity."""
    event, target = entry.event, entry.told.target
    return {
        **_common(entry),
        "action": event.action,
        "entityType": event.source.entity,
        "entityId": event.subject.id,
        "subjectName": entry.subject.name,
        "archived": entry.subject.archived,
        "summary": entry.summary,
        "changes": [asdict(change) for change in entry.changes],
        "targetUserId": target and target.id,
        "targetUserName": words_of(target, entry.names),
    }


def audit_row(entry: Entry) -> Row:
    """Shape one entry of a security log; some columns wait for the log of secrets."""
    event, source = entry.event, entry.event.source.name
    subject = entry.subject.name
    return {
        **_common(entry),
        "source": AUTH if source == "person" else source,
        "action": event.event,
        "serviceAccountId": event.subject.id if source == SERVICE_ACCOUNT else None,
        "serviceAccountName": subject if source == SERVICE_ACCOUNT else None,
        "vaultName": None,
        "itemLabel": None,
        "targetUserId": event.subject.id if source == "person" else None,
        "targetUserName": subject if source == "person" else None,
        "targetServiceAccountName": None,
        "role": event.subject.id if source == PERMISSION else None,
        "permission": event.extra,
        "detail": _detail(entry),
    }


def _common(entry: Entry) -> Row:
    event, actor = entry.event, entry.event.actor
    return {
        "id": str(entry.place),
        "occurredAt": instant(event.occurred_at),
        "actorId": actor["id"],
        "actorName": actor["name"],
        "actor": actor,
    }


def _detail(entry: Entry) -> str:
    pairs = [f"{each.label}: {each.before or '—'} → {each.after or '—'}" for each in entry.changes]
    return "; ".join(pairs)


def _columns(*names: str) -> Sequence[Column]:
    return [Column(name, itemgetter(name)) for name in names]


ACTIVITY_COLUMNS = _columns(
    "occurredAt", "action", "entityType", "entityId", "actorName", "summary"
)
AUDIT_COLUMNS = _columns(
    "occurredAt",
    "source",
    "action",
    "actorName",
    "serviceAccountName",
    "vaultName",
    "itemLabel",
    "targetUserName",
    "targetServiceAccountName",
    "role",
    "permission",
    "detail",
)


def activity_table(actor: Actor, asked: Asked) -> Iterator[str]:
    """Yield the CSV of everything asked for; raise Forbidden before the first line."""
    return _table(ACTIVITY_COLUMNS, activity_row, actor, asked)


def audit_table(actor: Actor, asked: Asked) -> Iterator[str]:
    """Yield the CSV of one audit log; raise Forbidden before the first line."""
    return _table(AUDIT_COLUMNS, audit_row, actor, asked)


def _table(
    columns: Sequence[Column], shape: Callable[[Entry], Row], actor: Actor, asked: Asked
) -> Iterator[str]:
    actor.require(feed.READ)
    return csv.table(columns, _streamed(shape, feed.export(actor, asked), get_language()))


def _streamed(
    shape: Callable[[Entry], Row], batches: Iterator[list[Entry]], language: str | None
) -> Iterator[Row]:
    """Yield rows in the language of the request, which has ended when the file is sent."""
    with snapshot():
        while True:
            with override(language):
                rows = [shape(entry) for entry in next(batches, ())]
            if not rows:
                return
            yield from rows
