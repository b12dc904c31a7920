"""Every stage of a search is served by an index."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet

from lazyit.foundation.search.kinds import kind_of
from lazyit.foundation.search.models import SearchEntry
from lazyit.foundation.search.querying import (
    FEW,
    _entries,
    _title_begins,
    _words_begin,
    _words_occur,
)

pytestmark = pytest.mark.django_db
_WRITE = """
INSERT INTO search_searchentry (kind, record_id, permission, title, subtitle, text, live, keys)
SELECT 'asset', n, 'asset:read', 'Laptop ' || n, '',
    'Laptop ' || n || ' ' || md5((n % 300)::text) || ' ' || md5(n::text), true,
    ARRAY['it-' || n]
FROM generate_series(1, 20000) AS n
"""


@pytest.fixture(autouse=True)
def many_entries() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE)
        for index in ("words", "trigrams", "keys"):  # as autovacuum does soon after
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [f"search_entry_{index}"])
        cursor.execute("ANALYZE search_searchentry")


def entries(condition: Q) -> QuerySet[SearchEntry, Any]:
    kind = kind_of("asset")
    assert kind
    return _entries([kind]).filter(condition)


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        (Q(keys__contains=["it-77"]), "search_entry_keys"),
        (_words_begin("19999"), "search_entry_words"),
        (_words_occur("4e1a9"), "search_entry_trigrams"),
    ],
    ids=["key", "word", "part"],
)
def test_what_is_rare_is_looked_up(condition: Q, index: str) -> None:
    assert index in entries(condition)[: FEW + 1].explain()


@pytest.mark.parametrize("condition", [_title_begins("laptop 77"), _words_occur("laptop")])
def test_titles_and_what_is_common_are_met_along_the_titles(condition: Q) -> None:
    found = entries(condition).order_by("title_folded", "pk")[:20]
    assert "search_entry_titles" in found.explain()
