"""Figures of creating and importing."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.bare import Bare
from bench.calls import Caller, FailedError, median, together
from bench.figures import Figure
from bench.instance import Instance

IMPORTED = 10_000
AT_ONCE = 32
HEADER = (
    "Name,Serial,Asset tag,Status,Model,Manufacturer,Category,Location,Purchase date,Purchase cost"
)
numbers = itertools.count(1)


def of_creating(caller: Caller, browser: Caller, bare: Bare) -> Iterator[Figure]:
    """Measure one creation, then 32 at once where the next 10,000 tags are taken."""
    yield Figure("create an asset", median(lambda: create(caller)), 12)
    scheme = {"enabled": True, "prefix": "LZ-", "width": 6, "startNumber": 90_000}
    browser.call("PUT", "/api/config/asset-tag-scheme", json.dumps(scheme).encode())
    tags: list[str] = []
    failures: list[str] = []

    def attempt() -> None:
        try:
            tags.append(create(caller.another()))
        except FailedError as failure:
            failures.append(str(failure))

    began = time.perf_counter()
    together([attempt] * AT_ONCE)
    took = (time.perf_counter() - began) * 1000
    note = f"{len(set(tags))} different tags in {took:.0f} ms" + "; ".join(failures[:1])
    wrong = AT_ONCE - len(set(tags))
    yield Figure("32 at once, 10,000 tags taken: duplicates and failures", wrong, 0, "", note)
    tags_now = bare.one(
        "SELECT count(*) - count(DISTINCT asset_tag) FROM assets_asset WHERE asset_tag IS NOT NULL"
    )
    assert tags_now == 0


def create(caller: Caller) -> str:
    """Create an asset and return its tag."""
    number = next(numbers)
    body = {"name": f"Created {number}", "status": "OPERATIONAL", "serial": f"BENCH-{number}"}
    return str(
        json.loads(caller.call("POST", "/api/assets", json.dumps(body).encode()))["assetTag"]
    )


def of_importing(instance: Instance) -> Iterator[Figure]:
    """Measure the import of 10,000 rows, from the command to its result."""
    path = instance.folder / "import.csv"
    _write(path)
    peak, stop = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(instance, peak, stop))
    watcher.start()
    began = time.perf_counter()
    instance.run("import", str(path), "--kind", "assets", "--yes")
    seconds = time.perf_counter() - began
    stop.set()
    watcher.join()
    yield Figure(
        "import of 10,000 rows",
        IMPORTED / seconds,
        300,
        "rows/s",
        f"{seconds:.1f} s",
        at_least=True,
    )
    yield Figure("import, worker", peak[0], 300, "MB")


def _write(path: Path) -> None:
    path.write_text("\n".join([HEADER, *map(_line, range(IMPORTED))]) + "\n")


def _line(n: int) -> str:
    bought, cost = f"2024-0{n % 9 + 1}-15", f"{n % 900 + 100}.50"
    thing = f"Imported {n},IMP-{n:06},IT-{n:06},Operational,Latitude {n % 50},Dell,Laptop"
    return f"{thing},Hall {n % 20},{bought},{cost}"


def _watch(instance: Instance, peak: list[float], stop: threading.Event) -> None:
    while not stop.wait(0.5):
        peak[0] = max(peak[0], instance.resident("celery"))
