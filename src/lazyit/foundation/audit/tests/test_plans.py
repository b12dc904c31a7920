"""The feed walks along indexes: no history table is read from end to end."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.http import QueryDict

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.asking import Asked
from lazyit.foundation.audit.conditions import look_up_words
from lazyit.foundation.audit.feed import _table
from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.audit.sources import all_sources, source_of
from tests.register import make_asset

ROWS = 20_000
_WRITE = """
INSERT INTO assets_assethistory (occurred_at, event, person_id, subject_id)
SELECT now() - n * interval '1 minute',
    CASE WHEN n %% 5000 = 0 THEN 'LOCATION_CHANGED' ELSE 'RESTORED' END,
    CASE WHEN n %% 5000 = 1 THEN %s::uuid END, %s
FROM generate_series(1, %s) AS n
"""


def plan(query: str) -> str:
    asked = Asked.parse(Actor.system(), QueryDict(query), all_sources())
    rows = _table(source_of("asset"), asked, look_up_words(asked.words))
    return str(rows[:51].explain())


def write_history(person_id: UUID) -> str:
    asset = make_asset(name="Laptop")
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [person_id, asset.pk, ROWS])
        cursor.execute("ANALYZE assets_assethistory")
    return asset.pk


def test_each_filter_has_its_index(viewer: Person) -> None:
    write_history(viewer.pk)
    for query, index in {
        "": "assethistory_time",
        "from=2020-01-01&to=2020-02-01": "assethistory_time",
        "before=20260101T000000.000000-asset-7": "assethistory_time",
        "action=location_changed": "assethistory_event",
        f"actorId={viewer.pk}": "assethistory_person",
        "actorId=some-robot": "assethistory_machine",
    }.items():
        chosen = plan(query)
        assert index in chosen, f"{query}\n{chosen}"
        assert "Seq Scan on assets_assethistory" not in chosen


def test_one_record_has_its_index(viewer: Person) -> None:
    write_history(viewer.pk)
    assert "assethistory_subject" in plan(f"entityId={make_asset().pk}")


@pytest.mark.parametrize("source", all_sources(), ids=lambda source: source.name)
def test_every_history_table_has_the_indexes(source: object) -> None:
    table: type[HistoryRow] = source.table  # type: ignore[attr-defined]  # a parameter is an object
    found = {index.name.removeprefix(f"{table.__name__.lower()}_") for index in table._meta.indexes}
    assert found == {"subject", "time", "event", "person", "machine"}
