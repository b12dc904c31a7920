"""The columns of a list's page; which ones a browser shows is kept in its cookie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

YEAR = 365 * 24 * 60 * 60
NAMES = re.compile(r"[A-Za-z]{1,40}(\.[A-Za-z]{1,40}){0,40}|-")


@dataclass(frozen=True, slots=True)
class PageColumn:
    """A column: its name in the row template, its words, the sort that its header offers."""

    name: str
    label: Text
    sort: str = ""
    always: bool = False  # cannot be hidden
    at_first: bool = True  # shown until the browser chooses
    num: bool = False
    width: str = ""  # wide, middle or slim: gives way when space is short; else as wide as its text
    roomy: bool = False  # only where there is room; its cells have the class too


def cookie_name(list_name: str) -> str:
    """Return the cookie that keeps a list's columns."""
    return f"lazyit_columns_{list_name}"


def chosen_columns(
    request: HttpRequest, list_name: str, columns: Sequence[PageColumn]
) -> list[PageColumn]:
    """Return the columns that this browser shows."""
    kept = request.COOKIES.get(cookie_name(list_name), "")
    if not NAMES.fullmatch(kept):
        return [c for c in columns if c.always or c.at_first]
    names = set(kept.split("."))
    return [c for c in columns if c.always or c.name in names]


def remember_columns(response: HttpResponse, list_name: str, names: Sequence[str]) -> None:
    """Keep a browser's choice; names that no list has are harmless."""
    kept = ".".join(names) or "-"
    if NAMES.fullmatch(kept):
        response.set_cookie(cookie_name(list_name), kept, max_age=YEAR, samesite="Lax")
