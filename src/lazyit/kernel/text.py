"""Text that came from outside: trimmed, free of what no database or page can hold."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def is_storable(value: str) -> bool:
    """Say whether PostgreSQL and UTF-8 can hold the text (no NUL, no lone surrogate)."""
    return _FORBIDDEN.search(value) is None


def blank_to_none(value: str | None) -> str | None:
    """Trim a text; a blank one counts as absent."""
    return (value.strip() or None) if value is not None else None


def fold(value: str) -> str:
    """Lower-case and strip accents, for comparing in memory; SQL has ``lazyit_fold``."""
    decomposed = unicodedata.normalize("NFKD", value).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))
