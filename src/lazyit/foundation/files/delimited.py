"""Reads delimited text: encodings, delimiters, line ends and what a damaged file looks like.

Standard library only: it runs in the confined child (`tabular_child`).
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

DELIMITERS = ",;\t|"
MAX_COLUMNS = 500
MAX_CELL = 100_000
MAX_HEADER = 200

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_VERSION_LINE = re.compile(r"# lazyit (?:v?(\d+)\.\d+\.\d+\S*|dev)(?: — [^\r\n]*)?(?:\r\n|\r|\n|$)")
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])(?:\r\n|\r|\n)", re.IGNORECASE)
_GUARDED = re.compile(r"'+\s*[=+\-@\t\r\n＝＋－＠]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_END_OF_FILE = "\x00end\x00"  # no text holds a NUL by then


class TableError(Exception):
    """The file cannot be read as a table; `code` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep the code and what its message needs."""
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass
class Text:
    """The decoded file and what decoding found out."""

    body: str
    encoding: str
    bom: bool = False
    cut: bool = False
    mixed_line: int | None = None
    guarded: bool = False
    delimiter: str = ""


@dataclass
class Damage:
    """What did not fit while the rows were read."""

    padded: int = 0
    cut: int = 0
    first_line: int | None = None
    blank: int = 0
    incomplete_line: int | None = None

    def note(self, line: int) -> None:
        """Remember the first line that did not fit."""
        self.first_line = self.first_line or line


@dataclass
class Table:
    """The header and a lazy reader of the records beneath it."""

    text: Text
    columns: list[str]
    records: Iterator[tuple[int, list[str]]]
    damage: Damage = field(default_factory=Damage)


def decode(data: bytes) -> Text:
    """Decode as UTF-8, else Windows-1252; a file that mixes both loses nothing."""
    if data.startswith(_ARCHIVES):
        raise TableError("spreadsheet")
    if data.startswith(_UTF16):
        return _from_utf16(data)
    if b"\x00" in data:
        raise TableError("binary")
    bom = data.startswith(codecs.BOM_UTF8)
    return _from_eight_bits(data.removeprefix(codecs.BOM_UTF8), bom=bom)


def _from_utf16(data: bytes) -> Text:
    try:
        body = data.decode("utf-16")
    except UnicodeDecodeError:
        raise TableError("encoding") from None
    if "\x00" in body:
        raise TableError("binary")
    return Text(body, "UTF-16", bom=True)


def _from_eight_bits(data: bytes, *, bom: bool) -> Text:
    try:
        return Text(data.decode("utf-8"), "UTF-8", bom=bom)
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            return Text(data[: error.start].decode("utf-8"), "UTF-8", bom=bom, cut=True)
    return _from_mixed(data, bom=bom)


def _from_mixed(data: bytes, *, bom: bool) -> Text:
    foreign: list[tuple[int, int]] = []

    def as_windows(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101 -- narrows what codecs hands over
        foreign.append((error.start, error.end))
        return data[error.start : error.end].decode("windows-1252"), error.end

    codecs.register_error("lazyit-windows", as_windows)
    try:
        body = data.decode("utf-8", errors="lazyit-windows")
    except UnicodeDecodeError:
        raise TableError("encoding") from None
    if sum(end - start for start, end in foreign) == _count_high(data):
        return Text(body, "Windows-1252", bom=bom)
    line = len(_LINE_END.findall(data[: foreign[0][0]].decode("latin-1"))) + 1
    return Text(body, "mixed", bom=bom, mixed_line=line)


def _count_high(data: bytes) -> int:
    return len(data) - len(data.translate(None, _HIGH_BYTES))


def read_table(data: bytes, *, own_version: str) -> Table:
    """Read the header; the records follow lazily."""
    text = decode(data)
    body = _without_preamble(text, own_version)
    if not body.strip():
        raise TableError("empty")
    text.delimiter = text.delimiter or _delimiter(body)
    table = Table(text, [], iter(()))
    first_line = len(_LINE_END.findall(text.body)) - len(_LINE_END.findall(body)) + 1
    rows = _filled(_rows(body, text.delimiter, first_line), table.damage)
    table.columns = _names(next(rows)[1])
    table.records = _fitted(rows, table, open_end=not body.endswith(("\n", "\r")))
    return table


def _without_preamble(text: Text, own_version: str) -> str:
    body = text.body
    if found := _VERSION_LINE.match(body):
        _refuse_newer(found.group(1), own_version)
        text.guarded = True
        body = body[found.end() :]
    if found := _SEPARATOR_LINE.match(body):
        text.delimiter = found.group(1)
        body = body[found.end() :]
    return body


def _refuse_newer(major: str | None, own_version: str) -> None:
    own = own_version.removeprefix("v").split(".")[0]
    if major and own.isdigit() and int(major) > int(own):
        raise TableError("newer-version", file=int(major), server=own_version)


def _delimiter(body: str) -> str:
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = started = False
    for character in body:
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted and started:
            break
        elif character in counts and not quoted:
            counts[character] += 1
        started = started or not character.isspace()
    return max(DELIMITERS, key=lambda mark: counts[mark])


def _rows(body: str, delimiter: str, line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts on.

    A last line of our own shows whether a quote was still open at the end of the file.
    """
    csv.field_size_limit(MAX_CELL)
    offset = line
    reader = csv.reader(_with_end(body), delimiter=delimiter)
    try:
        for cells in reader:
            if cells == [_END_OF_FILE]:
                return
            if cells and cells[-1].endswith(_END_OF_FILE):
                raise TableError("open-quote", line=line)
            yield line, cells
            line = offset + reader.line_num
    except csv.Error:
        raise TableError("cell-too-long", line=line, limit=MAX_CELL) from None


def _with_end(body: str) -> Iterator[str]:
    yield from io.StringIO(body, newline="")
    yield _END_OF_FILE


def _filled(
    rows: Iterator[tuple[int, list[str]]], damage: Damage
) -> Iterator[tuple[int, list[str]]]:
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            yield line, cells
        else:
            damage.blank += 1


def _names(header: list[str]) -> list[str]:
    """Name every column once: blank ones by position, repeated ones with a number."""
    while header and not header[-1].strip():
        header = header[:-1]
    if len(header) > MAX_COLUMNS:
        raise TableError("too-many-columns", count=len(header), limit=MAX_COLUMNS)
    names: list[str] = []
    for position, cell in enumerate(header, 1):
        wanted = " ".join(cell.split())[:MAX_HEADER] or f"Column {position}"
        name, repeat = wanted, 1
        while name in names:
            repeat += 1
            name = f"{wanted} ({repeat})"
        names.append(name)
    return names


def _fitted(
    rows: Iterator[tuple[int, list[str]]], table: Table, *, open_end: bool
) -> Iterator[tuple[int, list[str]]]:
    """Pad short records, cut long ones, and count both."""
    width, damage = len(table.columns), table.damage
    for line, cells in rows:
        # Holds for the last record only: each one after it takes this back.
        cut_off = open_end and (table.text.cut or len(cells) < width)
        damage.incomplete_line = line if cut_off else None
        if len(cells) < width:
            damage.padded += 1
            damage.note(line)
        elif any(cell.strip() for cell in cells[width:]):
            damage.cut += 1
            damage.note(line)
        fitted = [*cells[:width], *[""] * (width - len(cells))]
        yield line, [_unguarded(cell) for cell in fitted] if table.text.guarded else fitted


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
