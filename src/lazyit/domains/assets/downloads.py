"""The asset list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import orjson
from django.db.models import F, Func, QuerySet, TextField

from lazyit.domains.assets.lists import ASSETS
from lazyit.domains.assets.models import Asset
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing import csv
from lazyit.foundation.listing.request import ListRequest
from lazyit.foundation.listing.spec import EXPORT_BATCH, Column, Row

MAX_SPEC_COLUMNS = 1000


def asset_table(actor: Actor, request: ListRequest, *, with_specs: bool) -> Iterator[str]:
    """Yield the CSV of every matching asset; raise Forbidden before the first line."""
    matched = ASSETS.matched(actor, request)
    if not with_specs:
        return csv.table(ASSETS.columns, ASSETS.export(actor, request))
    names = _spec_names(matched)
    columns = [*ASSETS.columns, *(_spec_column(name) for name in names)]
    return csv.table(columns, _with_specs(ASSETS.export(actor, request)))


def _spec_names(matched: QuerySet[Asset]) -> list[str]:
    keys = Func(F("specs"), function="jsonb_object_keys", output_field=TextField())
    found = matched.order_by().annotate(key=keys).values_list("key", flat=True).distinct()
    return sorted(found[:MAX_SPEC_COLUMNS])


def _spec_column(name: str) -> Column:
    return Column(name, lambda row: _text(row["specs"].get(name)))


def _text(value: object) -> object:
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()


def _with_specs(rows: Iterator[Row]) -> Iterator[Row]:
    while batch := list(islice(rows, EXPORT_BATCH)):
        ids = [row["id"] for row in batch]
        specs = dict(Asset.objects.filter(pk__in=ids).values_list("pk", "specs"))
        yield from ({**row, "specs": specs[row["id"]]} for row in batch)
