"""Custom fields: a bounded JSON object whose key order never matters."""

from __future__ import annotations

from typing import Any

import orjson
from django.utils.translation import gettext as _

from lazyit.kernel.errors import Invalid
from lazyit.kernel.text import is_storable

MAX_KEYS = 200
MAX_KEY = 100
MAX_TEXT = 4_000
MAX_DEPTH = 6
MAX_NUMBER = 2**63 - 1  # PostgreSQL keeps larger ones, JSON cannot give them back
MAX_BYTES = 64 * 1024
RESERVED = frozenset({"__proto__", "constructor", "prototype"})
Specs = dict[str, Any]
SpecRow = dict[str, str]


def check_specs(specs: Specs) -> Specs:
    """Return the object if it is within bounds; raise Invalid naming the place otherwise."""
    if len(specs) > MAX_KEYS:
        raise Invalid.field("specs", _("At most 200 custom fields."), code="too_long")
    for path, depth, value in _walk(specs):
        _check(path, depth, value)
    if len(orjson.dumps(specs)) > MAX_BYTES:
        raise _too_large()
    return specs


def differences(before: Specs, after: Specs) -> dict[str, dict[str, Any]]:
    """Return the keys whose values differ, with short texts of both."""
    keys = [k for k in {**before, **after} if before.get(k) != after.get(k)]
    return {k: {"from": _short(before.get(k)), "to": _short(after.get(k))} for k in sorted(keys)}


def _walk(specs: Specs) -> list[tuple[str, int, Any]]:
    """List every value with its path and depth, without recursion."""
    found: list[tuple[str, int, Any]] = []
    waiting: list[tuple[str, int, Any]] = [("specs", 0, specs)]
    while waiting:
        path, depth, value = waiting.pop()
        found.append((path, depth, value))
        if depth > MAX_DEPTH:
            return found
        # Each takes two bytes or more: what is walked is bounded, whatever the body holds.
        if len(found) + len(waiting) + _size(value) > MAX_BYTES // 2:
            raise _too_large()
        waiting += [(f"{path}.{key}", depth + 1, item) for key, item in _children(value)]
    return found


def _too_large() -> Invalid:
    return Invalid.field("specs", _("Custom fields may hold at most 64 KiB."), code="too_long")


def _size(value: Any) -> int:
    return len(value) if isinstance(value, dict | list) else 0


def _children(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _check(path: str, depth: int, value: Any) -> None:
    if depth > MAX_DEPTH:
        raise Invalid.field("specs", _("Custom fields are nested too deeply."), code="too_deep")
    if isinstance(value, str) and (len(value) > MAX_TEXT or not is_storable(value)):
        raise Invalid.field(path[:200], _("This text is too long or cannot be stored."))
    if isinstance(value, int | float) and abs(value) > MAX_NUMBER:
        raise Invalid.field(path[:200], _("This number is too large."), code="out_of_range")
    for key in value if isinstance(value, dict) else ():
        if not 1 <= len(key) <= MAX_KEY or key in RESERVED or not is_storable(key):
            message = _("A custom field’s name has 1 to 100 characters and is not reserved.")
            raise Invalid.field(path[:200], message, code="bad_key")


def as_text(value: Any) -> str:
    """Write a value as people see it: text as it is, all else as compact JSON."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def rows_of(specs: Specs) -> list[SpecRow]:
    """Return custom fields as rows of a form; ``was`` says which stored value a row shows."""
    return [{"key": key, "value": as_text(v), "was": key} for key, v in specs.items()]


def _short(value: Any) -> str | None:
    if value is None:
        return None
    text = as_text(value)
    return text if len(text) <= 200 else text[:199] + "…"
