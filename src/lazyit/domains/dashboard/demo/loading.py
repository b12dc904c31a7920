"""Writes an invented company in bulk, with the history and the search rows that actions write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from lazyit.domains.assets.events import AssetEvent, CatalogueEvent
from lazyit.domains.assets.models import (
    Asset,
    AssetHistory,
    AssetModelHistory,
    Assignment,
    Category,
    LocationHistory,
)
from lazyit.domains.assets.search import asset_document, location_document, model_document
from lazyit.domains.dashboard.demo.company import Company, Size
from lazyit.foundation.accounts.events import PersonEvent
from lazyit.foundation.accounts.models import PersonHistory
from lazyit.foundation.accounts.search import person_document
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.search.index import Document, put_many
from lazyit.kernel.errors import Conflict

BATCH = 2000
SOURCE = {"source": "demo"}
Documented = Callable[[Any], Document]


@transaction.atomic
def load(assets: int, *, has_notes: bool = False) -> Company:
    """Invent a company with this many assets and store it; raise Conflict if there are any."""
    if Asset.objects.exists():
        raise Conflict(_("There are assets already. Demo data goes into an empty instance."))
    company = Company(Size(assets), list(Category.objects.all()), has_notes=has_notes)
    _store(company.people, person_document, PersonHistory, PersonEvent.CREATED)
    _store(company.locations, location_document, LocationHistory, CatalogueEvent.CREATED)
    _store(company.models, model_document, AssetModelHistory, CatalogueEvent.CREATED)
    _store(company.assets, asset_document, AssetHistory, AssetEvent.CREATED)
    _insert(_edits(company))
    _assign(company.assignments)
    transaction.on_commit(_measure)
    return company


def _measure() -> None:
    """Let the planner know at once what autovacuum would tell it a minute later."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _store(
    rows: Sequence[Any], document: Documented, history: type[HistoryRow], event: str
) -> None:
    _insert(rows)
    _insert(_entry(history, row.pk, event, row.created_at, SOURCE) for row in rows)
    for batch in _batches(rows):
        put_many(map(document, batch))


def _edits(company: Company) -> Iterator[HistoryRow]:
    """Each change of the notes, as history tells it."""
    for asset in company.assets:
        wordings = company.wordings.get(str(asset.pk), [])
        for before, after in pairwise(wordings):
            payload = {"fields": {"notes": {"from": before, "to": after}}}
            yield _entry(AssetHistory, asset.pk, AssetEvent.UPDATED, asset.created_at, payload)


def _assign(assignments: Sequence[Assignment]) -> None:
    _insert(assignments)
    _insert(_given(each) for each in sorted(assignments, key=lambda each: each.assigned_at))


def _given(assignment: Assignment) -> HistoryRow:
    payload = {"userId": str(assignment.user_id)}
    moment = assignment.assigned_at
    return _entry(AssetHistory, assignment.asset_id, AssetEvent.ASSIGNED, moment, payload)


def _entry(
    history: type[HistoryRow], subject_id: object, event: str, moment: Any, payload: dict[str, Any]
) -> HistoryRow:
    row = history.entry(Actor.system(), subject_id, event, payload)
    row.occurred_at = moment
    return row


def _insert(rows: Iterable[models.Model]) -> None:
    for batch in _batches(rows):
        type(batch[0])._default_manager.bulk_create(batch)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Never more than this many at once: a role of a container has 512 MB."""
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch
