"""Pictures of every page: both themes, languages and widths, with every set of records.

Not part of the tests: ``make screenshots`` takes them into ``var/screenshots``.
"""

from __future__ import annotations

import pytest

from tests.browser.addresses import all_stops
from tests.browser.looking import LANGUAGES, THEMES, WIDTHS, photograph, resize, wear
from tests.browser.visiting import Visitor
from tests.browser.world import World

pytestmark = pytest.mark.django_db
STOPS = all_stops()
SETS = ("empty", "three", "hostile", "many")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STOPS)
@pytest.mark.parametrize("world", SETS, indirect=True, scope="module")
def test_a_page_has_its_picture_taken(
    visitor: Visitor, world: World, name: str, language: str
) -> None:
    if world.kind == "empty" and STOPS[name].needs_records:
        pytest.skip("there is nothing to show")
    page = visitor.open(world, STOPS[name], language=language)
    for theme in THEMES:
        wear(page, theme)
        for width in WIDTHS:
            resize(page, width)
            photograph(page, name, theme, language, width, world.kind)
