"""An import in plain lines, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lazyit.foundation.imports.kinds import CUSTOM, IGNORE
from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.imports.presenting import column_lines, effect_lines, file_facts

_DAMAGE = (
    ("incomplete_line", "The file was cut off on line {}; that row is left out."),
    ("mixed_line", "The file mixes UTF-8 and Windows-1252 from line {} on; both were read."),
    ("cut", "{} rows have more cells than columns; what is beyond is left out."),
    ("padded", "{} rows have fewer cells than columns; the missing ones count as empty."),
)


def harmless(text: str) -> str:
    """Take out what a terminal would obey: the words of a file are in these lines."""
    return "".join(one if one == "\n" or one.isprintable() else " " for one in text)


def file_lines(session: ImportSession) -> Iterator[str]:
    """Say what the file is."""
    facts = file_facts(session)
    yield (
        f"{session.file_name}: {session.row_count:,} rows, {len(session.columns)} columns,"
        f" {facts['encoding']}, separated by {facts['delimiter']}"
    )
    if facts["preset"]:
        yield f"It looks like an export of {facts['preset']}."
    for name, words in _DAMAGE:
        if facts[name]:
            yield words.format(facts[name])


def plan_lines(session: ImportSession, plan: dict[str, Any]) -> Iterator[str]:
    """Say what would happen."""
    rows = plan["rows"]
    yield ""
    yield "Every column:"
    yield from _columns(session)
    yield ""
    yield (
        f"Dry run of {rows['total']:,} rows: {rows['create']:,} new, {rows['update']:,} changed,"
        f" {rows['unchanged']:,} unchanged, {rows['invalid']:,} left out"
    )
    yield from _facts(effect_lines(session))
    yield from _problems("Left out", plan["errors"])
    yield from _problems("Worth knowing", plan["warnings"])
    yield ""


def result_lines(session: ImportSession, result: dict[str, Any]) -> Iterator[str]:
    """Say what happened to every row and where every column went."""
    counts = result["counts"]
    yield ""
    yield (
        f"Run {result['runId']}: {counts['total']:,} rows: {counts['created']:,} created,"
        f" {counts['updated']:,} updated, {counts['unchanged']:,} unchanged,"
        f" {counts['skipped']:,} left out, {counts['failed']:,} failed"
    )
    yield f"  {counts['unassigned']:,} imported without the owner that the file names"
    yield from _facts(effect_lines(session))
    ignored = [c["column"] for c in result["columns"] if c["target"] == IGNORE]
    custom = [c["column"] for c in result["columns"] if c["target"] == CUSTOM]
    yield f"Custom fields: {', '.join(custom) or 'none'}"
    yield f"Ignored columns: {', '.join(ignored) or 'none'}"
    yield from _problems("Not imported", result["errors"])
    if result["errors"] or result["warnings"]:
        yield f"All remarks with the original values: /imports/{session.id}/errors.csv"


def _columns(session: ImportSession) -> Iterator[str]:
    lines = column_lines(session)
    width = max(len(line["column"] or "") for line in lines)
    for line in lines:
        constant = f": {line['constant']} for new records" if line["constant"] else ""
        yield f"  {line['column'] or '(no column)':<{width}}  → {line['label']}{constant}"


def _facts(facts: Iterable[tuple[str, int]]) -> Iterator[str]:
    for label, count in facts:
        yield f"  {label}: {count:,}"


def _problems(title: str, groups: list[dict[str, Any]]) -> Iterator[str]:
    if groups:
        yield f"{title}:"
    for group in groups:
        lines = ", ".join(str(line) for line in group["lines"])
        more = ", …" if group["count"] > len(group["lines"]) else ""
        yield f"  {_rows(group['count'])}: {group['message']} (line {lines}{more})"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows, for example"
