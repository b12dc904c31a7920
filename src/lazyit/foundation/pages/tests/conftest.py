from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from lazyit.foundation.pages import navigation
from lazyit.foundation.pages.navigation import HOME, INVENTORY, MANAGE, Place


@pytest.fixture
def gallery(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "lazyit.foundation.pages.tests.gallery.urls"
    monkeypatch.setattr(navigation, "_places", {place.name: place for place in PLACES})
    monkeypatch.setattr(navigation, "_commands", {})


PLACES = [
    Place("dashboard", "Dashboard", "gallery", "dashboard", HOME, key="d", bar=True),
    Place("assets", "Assets", "gallery-list", "asset", INVENTORY, key="a", bar=True),
    Place("models", "Models", "gallery-record", "model", INVENTORY, key="m"),
    Place("locations", "Locations", "gallery-form", "location", INVENTORY, key="l", bar=True),
    Place("people", "People", "palette", "people", MANAGE, key="p", bar=True),
    Place("activity", "Activity", "palette", "activity", MANAGE, "logs:read"),
    Place("imports", "Imports", "palette", "import", MANAGE, "import:run"),
    Place("settings", "Settings", "palette", "settings", MANAGE, key="s"),
]


@pytest.fixture
def page_at(
    gallery: None, live_server: LiveServer, chromium: Browser, admin: Any, client_as: Any
) -> Iterator[Any]:
    """``page_at("/gallery/list", width=390, theme="dark")``: a page as an administrator sees it."""
    client: Client = client_as(admin)
    contexts = []

    def visit(
        path: str,
        *,
        width: int = 1440,
        theme: str = "light",
        language: str = "en",
        scripts: bool = True,
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            locale=language,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        cookies = {
            "sessionid": client.cookies["sessionid"].value,
            "lazyit_theme": theme,
            "django_language": language,
        }
        context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
        )
        page = context.new_page()
        violations: list[str] = []
        page.on("console", lambda m: violations.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: violations.append(str(error)))
        page.violations = violations  # type: ignore[attr-defined]  # read by the tests
        page.goto(f"{live_server.url}{path}")
        return page

    yield visit
    for context in contexts:
        context.close()
