"""docs/develop/performance.md, where what was measured is kept."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure, table

KEPT = Path(__file__).resolve().parent.parent / "docs" / "develop" / "performance.md"
REQUESTS, LIFE = "the table", "the life of an instance"


def told(figures: Iterable[Figure], name: str) -> int:
    """Print figures as they come, keep them if --write is given; 1 if a promise is not kept."""
    load, found = os.getloadavg()[0], []
    for figure in figures:
        print(figure.line(), flush=True)
        found.append(figure)
    print("\n" + table(found))
    if "--write" in sys.argv:
        _keep(name, table(found), load)
    return 0 if all(figure.reached for figure in found) else 1


def _keep(name: str, measured: str, load: float) -> None:
    begin, end = f"<!-- begin of {name} -->", f"<!-- end of {name} -->"
    text = KEPT.read_text()
    before, after = text.partition(begin)[0], text.partition(end)[2]
    when = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    note = f"{when}, {machine}, load {load:.1f} before the run"
    KEPT.write_text(f"{before}{begin}\n\n{note}\n\n{measured}\n\n{end}{after}")
