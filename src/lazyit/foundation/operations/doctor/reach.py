"""How people reach the instance: its address, certificate and proxies; and its settings."""

from __future__ import annotations

import os
from collections.abc import Iterable

from django.conf import settings

from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor import address, certificate, settings_file
from lazyit.instance.doctor.findings import Finding
from lazyit.instance.settings import find_legacy


def check_settings() -> Iterable[Finding]:
    """What is wrong would have kept the application from starting; what is ignored remains."""
    return settings_file.check([], find_legacy(os.environ), commands())


def check_address(host: str | None) -> Iterable[Finding]:
    """Judge WEB_ORIGIN, and compare it with what a browser named."""
    origin = settings.INSTANCE.web_origin
    values = {"WEB_ORIGIN": origin} if origin else {}
    yield from address.check(values, commands())
    if host:
        yield from address.differs(origin, host, commands().bare("env explain WEB_ORIGIN"))


def check_certificate() -> Iterable[Finding]:
    """Look at it from here; the host's own part sees it from outside."""
    return certificate.check(settings.INSTANCE.web_origin, commands().logs("proxy"), inside=True)


def check_proxy() -> Iterable[Finding]:
    """Compare TRUST_PROXY with the proxy that this kind of instance has."""
    fix = commands().bare("env explain TRUST_PROXY")
    return address.hops(settings.INSTANCE.trust_proxy, commands().kind, fix)
