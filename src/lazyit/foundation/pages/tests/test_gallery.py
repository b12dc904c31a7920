from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

SHOTS = Path("var/screenshots/components")
QUICKLY = {"resultTypes": ["violations"], "preload": False}
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


# The other rules do not depend on the theme.
RULES: dict[str, dict[str, list[str]]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}


@pytest.mark.parametrize("theme", RULES)
@pytest.mark.parametrize("name", PAGES)
def test_components_are_accessible_in_both_themes(page_at: Any, name: str, theme: str) -> None:
    page = page_at(PAGES[name], theme=theme)
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(60)
        page.screenshot(path=SHOTS / f"{name}-{theme}-{width}.png", full_page=True)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{width} px: {overflow} px too wide"
    found = Axe().run(page, options={**QUICKLY, **RULES[theme]}).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:4]) for v in found] == []
    assert [text for text in page.violations if "404" not in text and "403" not in text] == []
