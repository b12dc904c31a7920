"""At 100,000 assets every sort and filter of the list goes by an index"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from pytest_django import DjangoDbBlocker

from lazyit.domains.assets.lists import ASSETS
from lazyit.domains.assets.models import Asset
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.search.matching import matching

pytestmark = pytest.mark.django_db
ESTATE = """
INSERT INTO assets_location (id, name, type, version)
SELECT 'place' || n, 'Place ' || n, 'OFFICE', 1 FROM generate_series(1, 300) AS n;
INSERT INTO assets_category (id, name, specs_schema, version)
SELECT 'kind' || n, 'Kind ' || n, '[]', 1 FROM generate_series(1, 20) AS n;
INSERT INTO assets_assetmodel (id, name, manufacturer, category_id, specs, version)
SELECT 'model' || n, 'Model ' || n, 'Maker ' || n % 40, 'kind' || n % 20 + 1, '{}', 1
FROM generate_series(1, 500) AS n;
INSERT INTO accounts_person (id, password, first_name, last_name, role, is_active, directory_only,
    directory_attributes, must_change_password, session_epoch, version)
SELECT gen_random_uuid(), '', 'Person', n::text, 'VIEWER', true, false, '{}', false, 0, 1
FROM generate_series(1, 2000) AS n;
INSERT INTO assets_asset (id, name, status, serial, asset_tag, model_id, location_id, company,
    warranty_end, specs, version, created_at, updated_at)
SELECT 'asset' || n, 'Asset ' || n, (ARRAY['OPERATIONAL', 'LOST', 'RETIRED', 'UNKNOWN'])[n % 4 + 1],
    'SN' || n, 'LZ-' || n, 'model' || n % 500 + 1, 'place' || n % 300 + 1, 'Company ' || n % 50,
    '2020-01-01'::date + n % 3650, '{}', 1, '2020-01-01'::timestamptz + n * interval '1 minute',
    '2024-01-01'::timestamptz - n * interval '1 minute'
FROM generate_series(1, 100000) AS n;
INSERT INTO assets_assignment (id, asset_id, user_id)
SELECT 'hold' || n, 'asset' || n, p.id FROM generate_series(1, 80000) AS n
JOIN (SELECT id, row_number() OVER () AS r FROM accounts_person) AS p ON p.r = n % 2000 + 1;
INSERT INTO search_searchentry (kind, record_id, permission, live, title, subtitle, text)
SELECT 'asset', 'asset' || n, 'asset:read', true, 'Asset ' || n, '',
    'Asset ' || n || ' SN' || n || ' LZ-' || n
FROM generate_series(1, 100000) AS n;
ANALYZE assets_asset, assets_assignment, assets_assetmodel, assets_location, search_searchentry;
"""


@pytest.fixture(scope="module", autouse=True)
def estate(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build it once, outside the transactions of the tests, and take it away again."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(ESTATE)
        yield
        cursor.execute("TRUNCATE assets_asset, assets_assetmodel, accounts_person, "
                       "assets_location, search_searchentry CASCADE")  # fmt: skip
        cursor.execute("DELETE FROM assets_category WHERE id LIKE 'kind%'")


def plan(queryset: Any) -> list[dict[str, Any]]:
    """Return every node of a query's plan."""
    found = json.loads(queryset.explain(format="json"))[0]["Plan"]
    waiting, nodes = [found], []
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting += node.get("Plans", [])
    return nodes


def page_of(query: str) -> Any:
    request = ASSETS.parse(QueryDict(query))
    matched = ASSETS.matched(Actor.system(), request)
    return ASSETS._ordered(matched, request)[request.offset : request.offset + request.limit]


def full_scans(nodes: list[dict[str, Any]]) -> list[str]:
    return [n["Relation Name"] for n in nodes if n["Node Type"] == "Seq Scan"]


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("sort", ASSETS.sorts)
def test_every_sort_reads_its_index(sort: str, direction: str) -> None:
    nodes = plan(page_of(f"sort={sort}&dir={direction}&limit=50"))
    assert full_scans(nodes) == []
    assert "Sort" not in {node["Node Type"] for node in nodes}


@pytest.mark.parametrize(
    "query",
    [
        "status=LOST",
        "model=model7",
        "location=place7",
        "within=place7",
        "category=kind7",
        "company=Company 7",
        "ownership=HAS",
        "ownership=NONE",
        "warranty=expired",
        "q=SN77123",
        "q=asset 99999",
    ],
)
def test_every_filter_spares_the_whole_table(query: str) -> None:
    nodes = plan(page_of(f"{query}&limit=50"))
    assert "assets_asset" not in full_scans(nodes)


def test_what_one_person_holds_is_found_by_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_person LIMIT 1")
        person = cursor.fetchone()[0]
    nodes = plan(page_of(f"owner={person}&limit=50"))
    assert {"assets_asset", "assets_assignment"}.isdisjoint(full_scans(nodes))


def test_rare_words_use_the_trigrams() -> None:
    nodes = plan(matching("asset", "SN77123"))
    assert "search_entry_trigrams" in {node.get("Index Name") for node in nodes}


def test_a_free_tag_is_probed_in_the_index() -> None:
    taken = Asset.objects.live().filter(asset_tag="LZ-77123")
    assert full_scans(plan(taken)) == []
