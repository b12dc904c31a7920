"""One declaration per list; page, API, export and bulk actions all read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Cast
from django.http import QueryDict
from psycopg import IsolationLevel

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.counting import count
from lazyit.foundation.listing.filters import Filter
from lazyit.foundation.listing.request import ListRequest
from lazyit.foundation.search.matching import matching
from lazyit.foundation.search.models import SearchEntry

EXACT_TOTAL = 100_000
EXPORT_BATCH = 1000
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One CSV column: its header and how a row's cell is read."""

    header: str
    cell: Callable[[Row], object]


@dataclass(frozen=True)
class Page:
    """Rows of one page with the total of the same snapshot."""

    items: list[Row]
    total: int
    total_exact: bool
    limit: int
    offset: int

    def envelope(self) -> dict[str, Any]:
        """Return the API's answer."""
        body: dict[str, Any] = {
            "items": self.items,
            "total": self.total,
            "limit": self.limit,
            "offset": self.offset,
        }
        return body if self.total_exact else {**body, "totalExact": False}


@dataclass(frozen=True)
class ListSpec:
    """A list: model, permission, searched kind, filters, sorts, and the shape of a row.

    ``fields`` are fetched lean; ``shape`` turns one tuple of them into the wire's row;
    ``attach`` adds what needs a second query, for a whole page at once.
    """

    name: str
    model: type[models.Model]
    permission: str
    archived_permission: str
    fields: Sequence[Any]
    shape: Callable[[Any], Row]
    sorts: Mapping[str, str]
    default_sort: tuple[str, bool]
    filters: Sequence[Filter] = ()
    search_kind: str = ""
    attach: Callable[[list[Row], Actor], None] | None = None
    columns: Sequence[Column] = ()

    def parse(self, params: QueryDict, *, ignore: frozenset[str] = frozenset()) -> ListRequest:
        """Check an address's parameters against this list."""
        return ListRequest.parse(self, params, ignore=ignore)

    def page(self, actor: Actor, request: ListRequest) -> Page:
        """Return one page; raise Forbidden if the actor may not read it."""
        with snapshot():
            matched = self.matched(actor, request)
            total = self._total(matched, request)
            ids = list(
                self._ordered(matched, request)[request.offset : request.offset + request.limit]
            )
            items = self.rows(actor, ids)
        return Page(
            items, min(total, EXACT_TOTAL), total <= EXACT_TOTAL, request.limit, request.offset
        )

    def matched(self, actor: Actor, request: ListRequest) -> QuerySet[Any]:
        """Return the unordered queryset of all records that match."""
        actor.require(self.permission)
        if request.archived:
            actor.require(self.archived_permission)
        records: QuerySet[Any] = self.model._default_manager.filter(
            deleted_at__isnull=not request.archived
        )
        for condition in request.conditions.values():
            records = records.filter(condition)
        return records.filter(self._found(request)) if request.q else records

    def matching_ids(self, actor: Actor, request: ListRequest) -> list[Any]:
        """Return the ids of all records that match, for acting on the whole result."""
        return list(self.matched(actor, request).order_by("pk").values_list("pk", flat=True))

    def ordered_ids(self, actor: Actor, request: ListRequest, limit: int = 1001) -> list[Any]:
        """Return the ids of a short list that is not paged, in its order."""
        return list(self._ordered(self.matched(actor, request), request)[:limit])

    def rows(self, actor: Actor, ids: Sequence[Any]) -> list[Row]:
        """Return the rows of these ids, in their order."""
        records = self.model._default_manager.filter(pk__in=ids).values_list("pk", *self.fields)
        by_id = {record[0]: self.shape(record[1:]) for record in records}
        rows = [by_id[i] for i in ids if i in by_id]
        if self.attach and rows:
            self.attach(rows, actor)
        return rows

    def export(self, actor: Actor, request: ListRequest) -> Iterator[Row]:
        """Yield every matching row, newest first."""
        for batch in self.batches(actor, request, self.fields):
            rows = [self.shape(record) for record in batch]
            if self.attach:
                self.attach(rows, actor)
            yield from rows

    def batches(
        self, actor: Actor, request: ListRequest, fields: Sequence[Any]
    ) -> Iterator[list[Any]]:
        """Yield these fields of every matching record, newest first, from one snapshot."""
        with snapshot():
            records = self.matched(actor, request).order_by("-created_at", "-pk")
            records = records.values_list("created_at", "pk", *fields)
            last: Any = None
            while batch := list(_after(records, last)[:EXPORT_BATCH]):
                last = batch[-1]
                yield [record[2:] for record in batch]

    def _found(self, request: ListRequest) -> Q:
        keys = self._entries(request)
        if isinstance(self.model._meta.pk, models.UUIDField):
            return Q(pk__in=keys.values(key=Cast("record_id", models.UUIDField())))
        return Q(pk__in=keys.values("record_id"))

    def _entries(self, request: ListRequest) -> QuerySet[SearchEntry]:
        return matching(self.search_kind, request.q, live=not request.archived)

    def _total(self, matched: QuerySet[Any], request: ListRequest) -> int:
        only_search = request.q and not request.conditions
        return count(self._entries(request) if only_search else matched, up_to=EXACT_TOTAL + 1)

    def _ordered(self, matched: QuerySet[Any], request: ListRequest) -> QuerySet[Any]:
        name = self.sorts[request.sort]
        if not request.descending:
            return matched.order_by(name, "pk").values_list("pk", flat=True)
        # Only where it matters: NULLS LAST keeps PostgreSQL from reading an index backwards.
        nulls_last = True if self.model._meta.get_field(name).null else None
        return matched.order_by(F(name).desc(nulls_last=nulls_last), "-pk").values_list(
            "pk", flat=True
        )


@contextmanager
def snapshot() -> Iterator[None]:
    """Read several things as of one instant (a repeatable-read, read-only transaction)."""
    if connection.in_atomic_block:  # already inside one, as in tests
        yield
        return
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    server = connection.connection
    server.isolation_level, server.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic():  # whose BEGIN says so: no statement of its own
            yield
    finally:
        if not server.closed:
            server.isolation_level = server.read_only = None


def _after(records: QuerySet[Any], last: Any) -> QuerySet[Any]:
    if last is None:
        return records
    created, pk = last[:2]
    # The first condition alone finds the place in the index.
    return records.filter(Q(created_at__lt=created) | Q(pk__lt=pk), created_at__lte=created)
