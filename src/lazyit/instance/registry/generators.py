"""What a fresh environment file gets."""

import secrets
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote, urlsplit

from lazyit.instance import network
from lazyit.instance.registry.conditions import has_bundled_database, is_compose

Values = Mapping[str, str]


def fresh_secret(_values: "Values | None" = None) -> str:
    """43 random characters of [A-Za-z0-9_-], safe in env files, URLs and shells."""
    return secrets.token_urlsafe(32)


def fresh_key(_values: "Values | None" = None) -> str:
    """32 random bytes in hexadecimal, as `openssl rand -hex 32` prints them."""
    return secrets.token_hex(32)


def fixed(text: str) -> "Callable[[Values], str]":
    """The same text everywhere."""
    return lambda _values: text


def fixed_in_compose(text: str) -> "Callable[[Values], str | None]":
    """A text that only instances of containers need to say."""
    return lambda values: text if is_compose(values) else None


def database_password(values: Values) -> str:
    """The password that DATABASE_URL has already; of a server elsewhere, that is another's."""
    if not has_bundled_database(values):
        return fresh_secret()
    try:
        given = urlsplit(values.get("DATABASE_URL", "")).password
    except ValueError:
        given = None
    return unquote(given) if given else fresh_secret()


def site_address(values: Values) -> "str | None":
    """The host that people type already, or this machine."""
    origin = urlsplit(values.get("WEB_ORIGIN", ""))
    given = origin.hostname if origin.scheme == "https" else None
    return (given or "localhost") if is_compose(values) else None


def origin(values: Values) -> "str | None":
    """What people type for the site address; any address where that names none."""
    if not is_compose(values) or network.mode_of(values) == network.LAN:
        return None
    host = network.host_of(values["LAZYIT_SITE_ADDRESS"])
    port = values.get("LAZYIT_HTTPS_PORT", "8443")
    name = f"[{host}]" if ":" in host else host
    return f"https://{name}" + ("" if port == "443" else f":{port}")


def bundled_database(values: Values) -> "str | None":
    """The address of the bundled database of compose, with its password."""
    password = values.get("POSTGRES_PASSWORD")
    if not is_compose(values) or not password:
        return None
    user, name = (
        quote(values.get(part, "lazyit"), safe="") for part in ("POSTGRES_USER", "POSTGRES_DB")
    )
    return f"postgresql://{user}:{quote(password, safe='')}@db:5432/{name}"


RANDOM = (fresh_secret, fresh_key, database_password)
