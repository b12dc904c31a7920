"""The asset list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.db.models import F, Func, QuerySet, TextField

from lazyit.domains.assets.exporting import EXPORT, with_amounts
from lazyit.domains.assets.lists import ASSETS
from lazyit.domains.assets.models import Asset
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing import csv
from lazyit.foundation.listing.request import ListRequest

MAX_SPEC_COLUMNS = 1000


def asset_table(actor: Actor, request: ListRequest, *, with_specs: bool) -> Iterator[str]:
    """Yield the CSV of every matching asset; raise Forbidden before the first line."""
    matched = ASSETS.matched(actor, request)
    names = _spec_names(matched) if with_specs else []
    fields = [*EXPORT.values(), *(["specs"] if with_specs else [])]
    return _lines(names, ASSETS.batches(actor, request, fields))


def _lines(names: list[str], batches: Iterator[list[Any]]) -> Iterator[str]:
    yield csv.line([*EXPORT, *names])
    for batch in batches:
        yield csv.lines(_cells(record, names) for record in batch)


def _cells(record: tuple[Any, ...], names: list[str]) -> list[Any]:
    cells = with_amounts(record)
    if not names:
        return cells[: len(EXPORT)]
    specs = cells.pop()
    return [*cells, *(_text(specs.get(name)) for name in names)]


def _spec_names(matched: QuerySet[Asset]) -> list[str]:
    keys = Func(F("specs"), function="jsonb_object_keys", output_field=TextField())
    found = matched.order_by().annotate(key=keys).values_list("key", flat=True).distinct()
    return sorted(found[:MAX_SPEC_COLUMNS])


def _text(value: object) -> object:
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()
