"""Every page with three records of everything: accessible in both themes, fitting."""

from __future__ import annotations

import pytest

from tests.browser.addresses import all_stops
from tests.browser.looking import (
    CONTRAST,
    NARROW,
    overflow_of,
    resize,
    shape_of,
    violations_of,
    wear,
)
from tests.browser.visiting import Visitor
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DATA = "three"
STOPS = all_stops()


@pytest.mark.parametrize("name", STOPS)
def test_a_page_is_accessible_and_fits(visitor: Visitor, world: World, name: str) -> None:
    page = visitor.open(world, STOPS[name])
    assert shape_of(page, "en") == []
    assert violations_of(page) == []
    wear(page, "dark")
    assert violations_of(page, CONTRAST) == []
    resize(page, NARROW)
    assert overflow_of(page) <= 0
