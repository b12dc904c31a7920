"""Security headers of every answer: strict Content-Security-Policy with a nonce a request."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

POLICY = (
    "default-src 'none'; "
    "script-src 'nonce-{nonce}'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), midi=(), "
        "accelerometer=(), gyroscope=(), magnetometer=(), display-capture=(), browsing-topics=()"
    ),
}


def nonce(request: HttpRequest) -> str:
    """Return the request's nonce, made at first use."""
    return str(request.__dict__.setdefault("csp_nonce", secrets.token_urlsafe(16)))


class SecurityHeadersMiddleware:
    """Adds the headers; a view that set its own policy keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers set."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce(request)))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # A fragment and its page have one address; neither outlives the session.
            patch_vary_headers(response, ("HX-Request",))
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def csp_nonce(request: HttpRequest) -> dict[str, object]:
    """Context processor: the nonce for the two script tags of the shell."""
    return {"csp_nonce": SimpleLazyObject(lambda: nonce(request))}
