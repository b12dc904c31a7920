"""Calls over kept connections, timed."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial


class FailedError(Exception):
    """A call was answered with something else than success."""


@dataclass
class Caller:
    """One client with one connection."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Call once and return the body; raise FailedError unless it succeeds."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Content-Type": "application/json", **self.headers}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise FailedError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return content

    def get(self, path: str) -> bytes:
        """Read one address."""
        return self.call("GET", path)

    def stream(self, path: str) -> Iterator[bytes]:
        """Yield a long answer in pieces."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("GET", path, headers=self.headers)
        answer = connection.getresponse()
        while piece := answer.read(64 * 1024):
            yield piece
        connection.close()

    def another(self) -> Caller:
        """Return a second client with the same credentials."""
        return Caller(self.port, self.headers)


def times(action: Callable[[], object], *, runs: int = 60, warm: int = 5) -> list[float]:
    """Return the milliseconds of each run, after a few that do not count."""
    for _run in range(warm):
        action()
    found = []
    for _run in range(runs):
        began = time.perf_counter()
        action()
        found.append((time.perf_counter() - began) * 1000)
    return found


def median(action: Callable[[], object], *, runs: int = 60) -> float:
    """Return the median milliseconds of an action."""
    return statistics.median(times(action, runs=runs))


def p95(action: Callable[[], object], *, runs: int = 100) -> float:
    """Return the milliseconds that 95 of 100 runs stay within."""
    return statistics.quantiles(times(action, runs=runs), n=20)[-1]


def throughput(callers: list[Caller], paths: list[str], seconds: float) -> float:
    """Return the calls a second of several clients at once; raise the first failure."""
    end = time.perf_counter() + seconds
    counts: list[int] = []
    failures: list[Exception] = []

    def work(caller: Caller) -> None:
        done = 0
        try:
            while time.perf_counter() < end:
                caller.get(paths[done % len(paths)])
                done += 1
        except (OSError, http.client.HTTPException, FailedError) as failure:
            failures.append(failure)
        counts.append(done)

    together([partial(work, caller) for caller in callers])
    if failures:
        raise failures[0]
    return sum(counts) / seconds


def together(actions: list[Callable[[], None]]) -> None:
    """Run several actions at once and wait for all of them."""
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
