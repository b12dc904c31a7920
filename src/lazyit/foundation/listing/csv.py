"""CSV as lists export it: streamed, formula-safe, with a version line for lossless round trips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.http import StreamingHttpResponse

from lazyit.foundation.listing.spec import Column, Row
from lazyit.kernel import clock

BOM = "\ufeff"
# What a spreadsheet would run as a formula, also full-width and after leading spaces; an
# apostrophe of the text's own before it is guarded too, so that reading it back takes off ours.
_FORMULA = re.compile("^'*[\\s\u00a0]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_QUOTED = re.compile('[",\r\n]')


def response(
    lines: Iterable[str], *, name: str, version: str, bom: bool = False
) -> StreamingHttpResponse:
    """Return a streamed download called ``lazyit-<name>-YYYY-MM-DD.csv``."""
    first = f"# lazyit {_labelled(version)} — {clock.instant(clock.now())}\r\n"
    answer = StreamingHttpResponse(
        (part.encode() for part in _all(BOM if bom else "", first, lines)),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = (
        f'attachment; filename="lazyit-{name}-{clock.today().isoformat()}.csv"'
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def table(columns: Sequence[Column], rows: Iterable[Row], *, batch: int = 500) -> Iterator[str]:
    """Yield a header and the rows, several at a time."""
    yield line(column.header for column in columns)
    cells, waiting = [column.cell for column in columns], iter(rows)
    while part := list(islice(waiting, batch)):
        yield lines([cell(row) for cell in cells] for row in part)


def lines(rows: Iterable[Iterable[object]]) -> str:
    """Write several lines."""
    return "".join([line(row) for row in rows])


def line(values: Iterable[object]) -> str:
    """Write one line."""
    return ",".join([_cell(value) for value in values]) + "\r\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if type(value) is not str:
        return str(value)
    if value[:1].isalnum() and value.isascii() and value.isprintable():  # nearly every cell
        return value if "," not in value and '"' not in value else _quoted(value)
    text = "'" + value if _FORMULA.match(value) else value
    return _quoted(text) if _QUOTED.search(text) else text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _labelled(version: str) -> str:
    return f"v{version}" if version[:1].isdigit() else version


def _all(bom: str, first: str, lines: Iterable[str]) -> Iterator[str]:
    yield bom + first
    yield from lines
