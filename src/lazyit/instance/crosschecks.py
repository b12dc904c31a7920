"""What is wrong between settings that are each well formed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lazyit.instance import network, registry
from lazyit.instance.settings import DatabaseAddress

Values = Mapping[str, str]


@dataclass(frozen=True)
class Check:
    """One way in which settings contradict each other, and the settings that it looks at."""

    names: "tuple[str, ...]"
    find: "Callable[[Values], Iterator[str]]"

    def is_for(self, role: str) -> bool:
        """Whether a role has all of them in sight."""
        return all(role in registry.BY_NAME[name].roles for name in self.names)


def find(values: Values) -> "list[str]":
    """Every contradiction in a file: the setting to change and why, never a value."""
    return [text for check in CHECKS for text in check.find(values)]


def find_for(values: Values, role: str) -> "list[str]":
    """The contradictions that a container can see: it is told only what its role reads."""
    return [text for check in CHECKS if check.is_for(role) for text in check.find(values)]


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


CHECKS = (
    Check(("DATABASE_URL", "POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB"), _bundled_database),
    Check(("LAZYIT_SITE_ADDRESS", "WEB_ORIGIN"), _origin),
    Check(("LAZYIT_HTTP_PORT", "LAZYIT_HTTPS_PORT"), _ports),
)
