"""What the instance's address says about where it runs."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

LOCAL = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test", ".example")


def names_a_domain(origin: str | None) -> bool:
    """Say whether an origin is https at a real domain rather than a local name or address."""
    parts = urlsplit(origin or "")
    host = parts.hostname or ""
    return parts.scheme == "https" and _is_domain(host)


def _is_domain(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(LOCAL)
    return False
