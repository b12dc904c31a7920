"""Reads an uploaded table through the sandbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from lazyit.foundation.files.sandbox import Limits, SandboxError, run_confined

_CHILD = "lazyit.foundation.files.tabular_child"
_SPREADSHEETS = {".xlsx", ".xls", ".xlsm", ".ods"}


@dataclass(frozen=True)
class Record:
    """One line of the table, with the line of the file it starts on."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Reading:
    """What is known of a table before its rows are read."""

    columns: list[str]
    text: dict[str, Any]
    messages: Iterator[dict[str, Any]]
    damage: dict[str, Any]

    def records(self) -> Iterator[Record]:
        """Yield the rows; afterwards `damage` says what did not fit."""
        for message in self.messages:
            for line, cells in message.get("rows", ()):
                yield Record(int(line), [str(cell) for cell in cells])
            self.damage.update(message.get("damage", {}))


def refused_extension(file_name: str) -> str | None:
    """Return why a file of this name is not read at all."""
    suffix = PurePath(file_name).suffix.lower()
    if suffix in _SPREADSHEETS:
        return "spreadsheet"
    return None if suffix == ".csv" else "extension"


def read_table(
    content: bytes, *, version: str, max_rows: int, limits: Limits | None = None
) -> Reading:
    """Start reading; raises SandboxError, here or while the rows are read, with a stable code."""
    options = {"version": version, "max_rows": max_rows}
    messages = run_confined(_CHILD, content, options, limits)
    for message in messages:
        if "columns" in message:
            columns = [str(name) for name in message["columns"]]
            return Reading(columns, dict(message["text"]), messages, {})
    raise SandboxError("parser-crashed")
