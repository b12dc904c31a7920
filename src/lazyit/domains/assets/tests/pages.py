"""What tests ask of pages."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.builders import Answer

DIALOG = {"HX-Request": "true", "X-Inline": "dialog"}


def html(answer: Answer, status: int = 200) -> str:
    """Return the page, whitespace folded."""
    assert answer.status_code == status, (answer.status_code, answer.content[:500])
    return re.sub(r"\s+", " ", answer.content.decode())


def text(answer: Answer, status: int = 200) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html(answer, status))))


def rows(answer: Answer) -> list[str]:
    """Return the names in a list, in order."""
    return [unescape(name) for name in re.findall(r'class="row-link"[^>]*>([^<]*)', html(answer))]


def said(answer: Answer) -> str:
    """Return what a toast over the refreshed page says."""
    assert answer.status_code == 204, (answer.status_code, answer.content[:500])
    return str(triggered(answer)["lz:toast"]["text"])


def triggered(answer: Answer) -> dict[str, Any]:
    """Return the events that an answer causes."""
    return dict(json.loads(answer["HX-Trigger"]))
