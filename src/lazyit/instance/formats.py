"""What a setting's text may look like, and the value it stands for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from lazyit.instance import cron, keys

SIZE = re.compile(r"^(\d{1,12})\s*(b|kb|mb|gb)?$", re.IGNORECASE)
SITE_ADDRESS = re.compile(
    r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)?(:\d{1,5})?"
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
UNITS = {"b": 1, "kb": 1024, "mb": 1024**2, "gb": 1024**3}


@dataclass(frozen=True)
class Format:
    """A kind of value: its words for people, and its reader.

    The reader raises ValueError with a message that never repeats the value.
    """

    words: str
    read: Callable[[str], Any]


def integer(low: int, high: int) -> Format:
    """A whole number between two bounds."""
    words = f"a whole number from {low} to {high}"

    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,18}", text) or not low <= int(text) <= high:
            raise ValueError(f"is not {words}")
        return int(text)

    return Format(words, read)


def choice(*values: str) -> Format:
    """One word of a closed list."""
    words = "one of " + ", ".join(values)

    def read(text: str) -> str:
        if text not in values:
            raise ValueError(f"is not {words}")
        return text

    return Format(words, read)


def long_text(least: int) -> Format:
    """A secret of at least so many characters."""

    def read(text: str) -> str:
        if len(text) < least:
            raise ValueError(f"has {len(text)} characters, needs at least {least}")
        return text

    return Format(f"at least {least} characters", read)


def exact_text(length: int) -> Format:
    """A secret of exactly so many characters."""

    def read(text: str) -> str:
        if len(text) != length:
            raise ValueError(f"has {len(text)} characters, needs exactly {length}")
        return text

    return Format(f"exactly {length} characters", read)


def url(*schemes: str, bare: bool = False) -> Format:
    """An address with one of the schemes; `bare` allows no path, query or fragment."""
    words = "an address starting with " + " or ".join(f"{scheme}://" for scheme in schemes)
    if bare:
        words += ", without a path"

    def read(text: str) -> str:
        parts = _split(text, words)
        tail = parts.path.strip("/") or parts.query or parts.fragment
        if parts.scheme not in schemes or (bare and (tail or not parts.hostname)):
            raise ValueError(f"is not {words}")
        return text.rstrip("/") if bare else text

    return Format(words, read)


def _split(text: str, words: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # judged only when it is asked for
    except ValueError:
        raise ValueError(f"is not {words}") from None
    return parts


def _read_database(text: str) -> str:
    """Name what people forget: a password's own @ / # : cut an address in two."""
    scheme, separator, rest = text.partition("://")
    if scheme not in ("postgresql", "postgres") or not separator:
        raise ValueError("is not an address starting with postgresql://")
    user, _, password = rest.rpartition("@")[0].partition(":")
    if set(user + password) & set("@/#:?"):
        raise ValueError("has one of @ / # : ? unescaped in user or password (write %40 %2F …)")
    parts = _split(text, "a database address: is a @ / # : in its password unescaped?")
    if parts.fragment or not parts.path.strip("/"):
        raise ValueError("names no database: is a @ / # : in its password unescaped?")
    return text


def _read_databases(text: str) -> list[str]:
    return [_read_database(part) for part in text.split()]


def _read_issuer(text: str) -> str:
    words = "an address starting with https:// (http:// only on this machine), without a query"
    parts = _split(text, words)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"is not {words}")
    return text


def _read_email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        raise ValueError("is not an e-mail address")
    return text


def _read_site(text: str) -> str:
    if not SITE_ADDRESS.fullmatch(text) or text == "":
        raise ValueError("is not :80, a host, or host:port (no https://, no path)")
    return text


def _read_host(text: str) -> str:
    match = SITE_ADDRESS.fullmatch(text)
    if not match or not match[1] or match[2]:
        raise ValueError("is not a host such as lazyit.example.org (no https://, no port)")
    return text


def _read_switch(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("is not true or false")
    return text.lower() == "true"


def _read_size(text: str) -> int:
    match = SIZE.match(text.strip())
    if not match or int(match[1]) == 0:
        raise ValueError("is not a size such as 8mb")
    return int(match[1]) * UNITS[(match[2] or "b").lower()]


def _read_zone(text: str) -> str:
    known = available_timezones()  # nothing where the system has no zone database
    if known and text not in known:
        raise ValueError("is not an IANA time zone such as Europe/Madrid")
    return text


def _read_address(text: str) -> str:
    if text != "localhost":
        try:
            ip_address(text)
        except ValueError:
            raise ValueError("is not an IP address of this host, such as 192.168.1.20") from None
    return text


TEXT = Format("text", str)
ADDRESS = Format("an IP address of this host", _read_address)
PATH = Format("a path", str)
PORT = integer(1, 65535)
SIZE_WITH_UNIT = Format("a size such as 8mb", _read_size)
DATABASE = Format("an address starting with postgresql://", _read_database)
DATABASES = Format("addresses starting with postgresql://", _read_databases)
ISSUER = Format("an address starting with https://", _read_issuer)
EMAIL = Format("an e-mail address", _read_email)
HOST = Format("a host such as lazyit.example.org", _read_host)
SITE = Format("a colon and a port, a host, or host:port", _read_site)
SWITCH = Format("true or false", _read_switch)
KEY = Format(keys.WORDS, keys.read_key)
CRON = Format("five fields of a cron, such as 30 2 * * *", cron.read)
TIME_ZONE = Format("an IANA time zone such as Europe/Madrid", _read_zone)
