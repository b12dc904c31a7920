"""Where a request came from, as far as a proxy that we trust can say."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """Return the address of the client: named by the TRUST_PROXY-th proxy counted from us."""
    hops: int = settings.INSTANCE.trust_proxy
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    claimed = named[-hops] if 0 < hops <= len(named) else ""
    return _valid(claimed) or _valid(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def network_of(address: str) -> str:
    """Return what one attacker can easily use as a whole: an IPv4 address, an IPv6 /64."""
    if ":" not in address:
        return address
    return str(ipaddress.IPv6Network((address, 64), strict=False))


def _valid(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip("[]").partition("%")[0]))
    except ValueError:
        return ""
