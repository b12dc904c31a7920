"""The confined child that turns an uploaded file into JSON lines (see `sandbox`)."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from lazyit.foundation.files.confinement import confine
from lazyit.foundation.files.delimited import Table, TableError, read_table

_BATCH_CELLS = 4_000


def main() -> None:
    """Confine this process, then read standard input as a table."""
    options = json.loads(sys.argv[1])
    isolated = confine(memory_bytes=options["memory"], cpu_seconds=options["cpu"])
    try:
        _tell({"isolated": isolated})
        for message in _read(options):
            _tell(message)
    except TableError as refusal:
        _tell({"refused": refusal.code, "params": refusal.params})
    except MemoryError:
        _tell({"refused": "too-much-memory"})


def _read(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    table = read_table(sys.stdin.buffer.read(), own_version=options["version"])
    text = asdict(table.text)
    del text["body"]
    yield {"columns": table.columns, "text": text}
    yield from _batches(table, options["max_rows"])
    yield {"damage": asdict(table.damage)}
    yield {"end": True}


def _batches(table: Table, max_rows: int) -> Iterator[dict[str, Any]]:
    rows: list[tuple[int, list[str]]] = []
    count = cells = 0
    for record in table.records:
        count += 1
        if count > max_rows:
            raise TableError("too-many-rows", limit=max_rows)
        rows.append(record)
        cells += len(record[1]) + sum(map(len, record[1])) // 20
        if cells > _BATCH_CELLS:
            yield {"rows": rows}
            rows, cells = [], 0
    if rows:
        yield {"rows": rows}
    if not count:
        raise TableError("no-rows")


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
