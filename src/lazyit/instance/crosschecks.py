"""What is wrong between settings that are each well formed."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from lazyit.instance import network
from lazyit.instance.settings import DatabaseAddress

Values = Mapping[str, str]


def find(values: Values) -> "list[str]":
    """Every contradiction: the setting to change and why, never a value."""
    return [text for check in CHECKS for text in check(values)]


def _bundled_database(values: Values) -> "Iterator[str]":
    """The database container takes three parts; the application takes them from one address."""
    address = DatabaseAddress.parse(values.get("DATABASE_URL", ""))
    if address.host != "db":
        return
    if values.get("POSTGRES_PASSWORD", address.password) != address.password:
        yield "DATABASE_URL: its password is not the one in POSTGRES_PASSWORD"
    if values.get("POSTGRES_USER", "lazyit") != address.user:
        yield "DATABASE_URL: its user is not the one in POSTGRES_USER"
    if values.get("POSTGRES_DB", "lazyit") != address.name:
        yield "DATABASE_URL: its database is not the one in POSTGRES_DB"


def _origin(values: Values) -> "Iterator[str]":
    """Behind a certificate there is one name, and people type https."""
    mode, origin = network.mode_of(values), urlsplit(values.get("WEB_ORIGIN", ""))
    if mode == network.LAN or not origin.hostname:
        return
    if origin.scheme != "https":
        yield "WEB_ORIGIN: starts with http://, but the proxy answers on https there"
    if origin.hostname != network.host_of(values["LAZYIT_SITE_ADDRESS"]):
        yield "WEB_ORIGIN: names another host than LAZYIT_SITE_ADDRESS"


def _ports(values: Values) -> "Iterator[str]":
    ports = values.get("LAZYIT_HTTP_PORT", "8080"), values.get("LAZYIT_HTTPS_PORT", "8443")
    if ports[0] == ports[1]:
        yield "LAZYIT_HTTPS_PORT: is the same port as LAZYIT_HTTP_PORT"


CHECKS: "tuple[Callable[[Values], Iterator[str]], ...]" = (_bundled_database, _origin, _ports)
