"""The product where people sign in at a provider, and what a test says about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

from lazyit.foundation.accounts.models import Person, PersonHistory, Session
from tests.browser.looking import (
    CONTRAST,
    LANGUAGES,
    THEMES,
    WIDE,
    photograph,
    shape_of,
    violations_of,
    wear,
)
from tests.browser.peer import CLIENT_ID, CLIENT_SECRET
from tests.builders import make_administrator

ADA = {"sub": "subject-of-ada", "email": "Ada@Example.com", "email_verified": True}


def settings_for(issuer: str) -> dict[str, str]:
    """Return the settings of an instance whose people sign in at an issuer."""
    return {
        "AUTH_MODE": "oidc",
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
    }


def make_somebody_else() -> Person:
    """Make the administrator of an instance that is set up."""
    return make_administrator(email="root@example.com", external_id="subject-of-root")


def everything() -> dict[str, Any]:
    """Return all that a sign-in could change."""
    return {
        "people": list(Person.objects.order_by("pk").values()),
        "history": PersonHistory.objects.count(),
        "sessions": Session.objects.exclude(person=None).count(),
    }


def leave(page: Page) -> Response:
    """Press the one button of the page of sign-in; return the last answer."""
    with page.expect_navigation() as left:
        page.get_by_role("link", name="Sign in with").click()
    answer = left.value
    assert answer is not None
    return answer


def look_at(page: Page, name: str) -> None:
    """Look at a page in both languages and themes."""
    url = page.url
    for language in LANGUAGES:
        _speak(page, language)
        page.goto(url)
        assert [*shape_of(page, language), *violations_of(page)] == []
        for theme in THEMES:
            wear(page, theme)
            assert violations_of(page, CONTRAST) == []
            photograph(page, name, theme, language, WIDE, "provider")
    _speak(page, "en")
    page.goto(url)


def _speak(page: Page, language: str) -> None:
    site = f"http://{urlsplit(page.url).netloc}"
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
