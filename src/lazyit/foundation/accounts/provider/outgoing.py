"""Calls to the provider: encrypted, soon over, and never led elsewhere."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests

from lazyit.foundation.accounts.provider.failures import unusable

TIMEOUT = (5, 10)  # seconds until connected, and until the next piece of the answer


class ProviderSession(requests.Session):
    """A session for the provider's own addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.auth = _no_credentials
        self.headers["Accept"] = "application/json"

    def request(self, method: str, url: str, *args: Any, **options: Any) -> requests.Response:  # type: ignore[override]  # the rest is passed on
        """Call an address; raise Unavailable if it is not safe, or leads elsewhere."""
        require_safe(url)
        options |= {"timeout": TIMEOUT, "allow_redirects": False}
        response = super().request(method, url, *args, **options)
        if response.is_redirect:
            raise unusable(url, "redirect")
        response.headers.setdefault("Content-Type", "")
        return response


def fetch(url: str, **headers: str) -> dict[str, Any]:
    """Return the JSON object at an address; raise Unavailable if there is none."""
    try:
        with ProviderSession() as session:
            response = session.get(url, headers=headers)
            response.raise_for_status()
            document = response.json()
    except (requests.RequestException, ValueError) as error:
        raise unusable(url, error) from error
    if not isinstance(document, dict):
        raise unusable(url, "no JSON object")
    return document


def require_safe(url: object) -> str:
    """Return an address that may be called; raise Unavailable without https.

    Only this machine itself, and names that exist for tests alone, may speak http.
    """
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    host = parts.hostname or ""
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and _is_near(host))):
        raise unusable("address", "no https")
    return str(url)


def _is_near(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".test")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    # Without this, requests would send what it finds in a .netrc file.
    return request
