"""Where values sealed with a key are stored; each area declares its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

from lazyit.kernel.sealing import Unreadable, unseal


@dataclass(frozen=True, slots=True)
class Ciphertexts:
    """One place of ciphertexts: whose key, in which table, and how to go through them."""

    key: str
    table: str
    stored: Callable[[], Iterator[str]]
    seal_plain: Callable[[], int]  # what was stored before there was a key; says how many
    forget: Callable[[], int]  # what is sealed, when the key is lost for good; says how much


_declared: list[Ciphertexts] = []


def add_ciphertexts(*places: Ciphertexts) -> None:
    """Declare places; called once from ``AppConfig.ready``."""
    _declared.extend(place for place in places if place not in _declared)


def stored(key: str) -> Iterator[str]:
    """Yield every value that is sealed with a key."""
    for place in _places(key):
        yield from place.stored()


def exist(key: str) -> bool:
    """Say whether anything is sealed with a key."""
    return next(stored(key), None) is not None


def opens_one(name: str, key: bytes) -> bool:
    """Say whether a key opens a stored value; so it does where there is none."""
    sealed = next(stored(name), None)
    return sealed is None or _opens(name, key, sealed)


def count(name: str, key: bytes) -> tuple[int, int]:
    """Try a key on every stored value; return how many there are, and how many stay closed."""
    results = [_opens(name, key, sealed) for sealed in stored(name)]
    return len(results), results.count(False)


def seal_plain(name: str) -> int:
    """Seal what was stored before the key was there; return how much it was."""
    return sum(place.seal_plain() for place in _places(name))


def forget(name: str) -> int:
    """Remove what is sealed with a key that is lost; return how much it was."""
    return sum(place.forget() for place in _places(name))


def _places(key: str) -> list[Ciphertexts]:
    """Return the places of a key whose table exists: the schema may be of an earlier release."""
    wanted = [place for place in _declared if place.key == key]
    tables = set(connection.introspection.table_names()) if wanted else set()
    return [place for place in wanted if place.table in tables]


def _opens(name: str, key: bytes, sealed: str) -> bool:
    try:
        unseal(sealed, key=key, name=name)
    except Unreadable:
        return False
    return True
