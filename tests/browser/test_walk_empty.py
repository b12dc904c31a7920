"""Every page on the day after set-up, when there is nothing yet."""

from __future__ import annotations

import pytest

from tests.browser.addresses import all_stops
from tests.browser.looking import (
    NARROW,
    overflow_of,
    resize,
    shape_of,
    violations_of,
)
from tests.browser.visiting import Visitor
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DATA = "empty"
STOPS = {name: stop for name, stop in all_stops().items() if not stop.needs_records}


@pytest.mark.parametrize("name", STOPS)
def test_an_empty_page_is_accessible_and_fits(visitor: Visitor, world: World, name: str) -> None:
    page = visitor.open(world, STOPS[name], language="es")
    assert shape_of(page, "es") == []
    assert violations_of(page) == []
    resize(page, NARROW)
    assert overflow_of(page) <= 0
