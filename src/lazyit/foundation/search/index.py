"""Writing the search table; call these inside the transaction of the record itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lazyit.foundation.search.models import SearchEntry
from lazyit.foundation.search.spelling import learn
from lazyit.kernel.text import fold


@dataclass(frozen=True, slots=True)
class Document:
    """What can be found of one record, and the permission one needs to find it."""

    kind: str
    record_id: str
    permission: str
    title: str
    subtitle: str
    text: str
    keys: tuple[str, ...] = ()  # what names this record and no other, such as a serial
    live: bool = True


def put(*documents: Document) -> None:
    """Insert or replace the entries of the given records."""
    put_many(documents)


def put_many(documents: Iterable[Document], *, batch: int = 1000) -> None:
    """Insert or replace many entries in a few statements."""
    entries = [
        SearchEntry(
            kind=d.kind,
            record_id=d.record_id,
            permission=d.permission,
            title=d.title,
            subtitle=d.subtitle,
            text=d.text,
            keys=[fold(key) for key in d.keys],
            live=d.live,
        )
        for d in documents
    ]
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=batch,
        update_conflicts=True,
        unique_fields=["kind", "record_id"],
        update_fields=["permission", "title", "subtitle", "text", "keys", "live"],
    )
    learn(entry.text for entry in entries)
