"""Choices of a browser, kept in cookies so that the first paint is already right."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 60 * 60
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("system", "light", "dark"),
    "density": ("normal", "compact"),
    "rail": ("wide", "narrow"),
    "language": tuple(code for code, _ in settings.LANGUAGES),
}


def cookie_name(preference: str) -> str:
    """Return the cookie of a preference; Django names the one for the language."""
    return settings.LANGUAGE_COOKIE_NAME if preference == "language" else f"lazyit_{preference}"


def preference(request: HttpRequest, name: str) -> str:
    """Return what the browser chose, or the first choice."""
    chosen = request.COOKIES.get(cookie_name(name), "")
    return chosen if chosen in CHOICES[name] else CHOICES[name][0]


def remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Set the cookie of one preference."""
    response.set_cookie(
        cookie_name(name), value, max_age=YEAR, samesite="Lax", secure=request.is_secure()
    )
