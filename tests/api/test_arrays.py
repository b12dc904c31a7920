"""Plain arrays that were never paged can be."""

from __future__ import annotations

import pytest

from tests.builders import Api
from tests.register import assign, make_asset


@pytest.fixture
def path(db: None) -> str:
    asset = make_asset()
    for _owner in range(3):
        assign(asset)
    return f"/api/assets/{asset.pk}/assignments"


def test_all_come_unless_asked_otherwise(path: str, api: Api) -> None:
    answer = api.get(path)
    assert len(answer.json()) == 3
    assert "Link" not in answer


def test_a_page_names_its_neighbours(path: str, api: Api) -> None:
    everything = [row["id"] for row in api.get(path).json()]
    answer = api.get(path, limit=1, offset=1, activeOnly="true")
    assert [row["id"] for row in answer.json()] == everything[1:2]
    assert answer["Link"] == (
        f'<{path}?limit=1&offset=2&activeOnly=true>; rel="next", '
        f'<{path}?limit=1&offset=0&activeOnly=true>; rel="prev"'
    )


def test_the_last_page_has_no_next(path: str, api: Api) -> None:
    assert 'rel="next"' not in api.get(path, limit=2, offset=2)["Link"]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "201"}, {"offset": "-1"}])
def test_bounds(path: str, api: Api, query: dict[str, str]) -> None:
    answer = api.get(path, **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] in query
