"""A client from outside: writes through the proxy and keeps a ledger of what was confirmed."""

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self

ENDPOINT = "/api/locations"
TABLE = "assets_location"
PERMISSIONS = "location:write,location:read"
PATIENCE = 130.0  # more than the proxy holds a request


@dataclass
class Client:
    """Several threads that write, and read in between, at a steady rate."""

    port: int
    token: str
    rate: float = 50.0
    threads: int = 10
    confirmed: list[str] = field(default_factory=list)
    outcomes: "Counter[str]" = field(default_factory=Counter)
    slowest: float = 0.0

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._workers = [
            threading.Thread(target=self._work, args=(n,)) for n in range(self.threads)
        ]
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        for worker in self._workers:
            worker.join()

    @property
    def failures(self) -> dict[str, int]:
        return {what: count for what, count in self.outcomes.items() if what not in {"201", "200"}}

    def _work(self, thread: int) -> None:
        turn = 0
        while not self._stop.wait(self.threads / self.rate):
            turn += 1
            if turn % 3:
                self._write(f"place-{thread}-{turn}")
            else:
                self._note(self._request("GET", "/health/live"))

    def _write(self, name: str) -> None:
        body = json.dumps({"name": name, "type": "OFFICE"})
        status = self._request("POST", ENDPOINT, body)
        self._note(status)
        if status == str(int(HTTPStatus.CREATED)):
            self.confirmed.append(name)

    def _note(self, outcome: str) -> None:
        self.outcomes[outcome] += 1

    def _request(self, method: str, path: str, body: str | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        begin = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            self.slowest = max(self.slowest, time.monotonic() - begin)
            connection.close()
