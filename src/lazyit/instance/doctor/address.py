"""The address that people type, and what it means for them."""

import http.client
import re
import ssl
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from lazyit.instance import health
from lazyit.instance.doctor.commands import Commands
from lazyit.instance.doctor.findings import OK, Finding, Words, _, failure, warning, well
from lazyit.instance.registry import COMPOSE

SECONDS = 3.0
DEFAULT_PORTS = {"http": 80, "https": 443}


def check(values: Mapping[str, str], commands: Commands) -> Iterable[Finding]:
    """Judge WEB_ORIGIN and where the instance listens."""
    origin = values.get("WEB_ORIGIN")
    explain = commands.bare("env explain WEB_ORIGIN")
    if origin is None:
        yield from _unset(values, commands, explain)
        return
    parts = urlsplit(origin)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        what = _("People reach it without https, at {origin}.", origin=origin)
        yield _unprotected(what, explain)
    else:
        yield well("address", _("People reach it at {origin}.", origin=origin))


def _unset(values: Mapping[str, str], commands: Commands, explain: str) -> Iterable[Finding]:
    listen = values.get("LAZYIT_LISTEN", "127.0.0.1")
    if commands.kind == COMPOSE or not is_loopback(listen):
        yield _unprotected(_("People reach it without https."), explain)
    else:
        yield well("address", _("Only this host reaches it; WEB_ORIGIN is not set."))


def _unprotected(what: Words, explain: str) -> Finding:
    return warning(
        "address",
        what,
        _(
            "Passwords and sessions cross the network in clear, and browsers withhold the "
            "clipboard, the camera and their cryptography from such pages."
        ),
        explain,
    )


def check_from_outside(values: Mapping[str, str], commands: Commands) -> "list[Finding]":
    """Judge it, and try whether it leads here."""
    silent = [*_tried(values.get("WEB_ORIGIN"), commands.bare("env explain WEB_ORIGIN"))]
    judged = [*check(values, commands)]
    return silent + [finding for finding in judged if finding.level != OK or not silent]


def _tried(origin: "str | None", fix: str) -> Iterable[Finding]:
    """Ask for a sign of life where people are sent; a running instance answers there."""
    parts = urlsplit(origin or "")
    if parts.hostname is None:
        return
    status, _body = health.ask(_connection(parts), "/health/live")
    if status == http.HTTPStatus.OK:
        return
    yield warning(
        "address",
        _("Nothing of lazyit answers at {origin}, as seen from this host.", origin=origin),
        _("WEB_ORIGIN is where links and sign-in lead: it has to be the address people type."),
        fix,
    )


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=SECONDS)
    context = ssl.create_default_context()  # the certificate has a check of its own
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)


def differs(origin: "str | None", host: str, fix: str) -> Iterable[Finding]:
    """Compare with the host that a browser named just now; a proxy in front may hide its scheme."""
    named = urlsplit(origin or "").netloc
    if not named or _without_port(named) == _without_port(host):
        return
    yield warning(
        "address",
        _("This page was reached at {host}, but WEB_ORIGIN is {origin}.", host=host, origin=origin),
        _(
            "Sign-in, forms and links are made for WEB_ORIGIN; at another address some "
            "of them fail."
        ),
        fix,
    )


def _without_port(netloc: str) -> str:
    return re.sub(r":(80|443)$", "", netloc.lower())


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, where browsers trust http."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def hops(trusted: int, kind: str, fix: str) -> Iterable[Finding]:
    """The own proxy, where there is one, names exactly one address: the client's."""
    if kind and trusted != 1:
        yield failure(
            "proxy",
            _("TRUST_PROXY is {count}, but the own proxy is one.", count=trusted),
            _(
                "Nobody's address is known then: all people share one limit of failed sign-ins, "
                "and one of them can lock out all."
            ),
            fix,
        )
    elif kind:
        yield well("proxy", _("The own proxy alone names the client's address."))
    else:
        yield well("proxy", _("Trusted proxies: {count}.", count=trusted))
