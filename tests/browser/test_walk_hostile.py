"""Every page in Spanish, with hostile text: endless words, right to left, pictures, markup."""

from __future__ import annotations

import pytest

from tests.browser.addresses import all_stops
from tests.browser.looking import MIDDLE, NARROW, overflow_of, resize, shape_of
from tests.browser.visiting import Visitor
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DATA = "hostile"
STOPS = all_stops()


@pytest.mark.parametrize("name", STOPS)
def test_hostile_text_stays_text_and_fits(visitor: Visitor, world: World, name: str) -> None:
    page = visitor.open(world, STOPS[name], language="es")
    assert shape_of(page, "es") == []
    assert page.locator("img[src=x]").count() == 0
    assert overflow_of(page) <= 0
    for width in (MIDDLE, NARROW):
        resize(page, width)
        assert overflow_of(page) <= 0, width
