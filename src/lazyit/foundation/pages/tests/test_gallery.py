from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import (
    CONTRAST,
    MIDDLE,
    NARROW,
    WIDE,
    WIDTHS,
    overflow_of,
    resize,
    violations_of,
)

SHOTS = Path("var/screenshots/components")
PAGES = {
    "components": "/gallery/components",
    "list": "/gallery/list?n=12431&status=LOST",
    "list-empty": "/gallery/list?n=0&q=nothing",
    "record": "/gallery/record",
    "form": "/gallery/form",
    "form-wrong": "/gallery/components?bad=1",
    "form-stale": "/gallery/form?stale=1",
    "noticed": "/gallery/noticed",
    "refused": "/gallery/refused",
    "missing": "/gallery/missing",
    "sign-in": "/gallery/sign-in",
}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


RULES: dict[str, dict[str, list[str]]] = {"light": {}, "dark": CONTRAST}


@pytest.mark.parametrize("theme", RULES)
@pytest.mark.parametrize("name", PAGES)
def test_components_are_accessible_in_both_themes(page_at: Any, name: str, theme: str) -> None:
    page = page_at(PAGES[name], theme=theme)
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in (WIDE, MIDDLE, NARROW):
        resize(page, width)
        assert overflow_of(page) <= 0, f"too wide for {width} px"
        if width in WIDTHS:
            page.screenshot(path=SHOTS / f"{name}-{theme}-{width}.png", full_page=True)
    assert violations_of(page, RULES[theme]) == []
    assert [text for text in page.violations if "404" not in text and "403" not in text] == []
