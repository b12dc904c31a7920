"""Measures a whole instance with 100,000 assets and prints what was promised beside it.

make bench                         print the table
make bench ARGUMENTS=--write       also keep it in docs/develop/performance.md
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from bench import page, reading, writing
from bench.bare import Bare
from bench.calls import Caller
from bench.figures import Figure
from bench.instance import EMAIL, PASSWORD, Instance

ASSETS = 100_000


def main() -> int:
    """Measure everything; 1 if a promise is not kept."""
    instance = Instance()
    instance.remove()
    try:
        return page.told(measure(instance), page.REQUESTS)
    finally:
        instance.remove()


def measure(instance: Instance) -> Iterator[Figure]:
    """Yield every figure of the promise."""
    yield Figure("cold start", instance.start(), 15, "s", "from an empty directory")
    instance.stop()
    yield Figure("warm start", instance.start(), 5, "s")
    yield Figure("whole instance resident", instance.resident(), 450, "MB", "idle")
    instance.run("demo", "load", "--assets", str(ASSETS))
    caller, browser = _caller(instance), _browser(instance)
    bare = Bare(instance.settings()["DATABASE_URL"])
    yield from reading.of_lists(caller, bare)
    yield from reading.of_search(caller)
    yield from reading.of_records(caller, browser, bare)
    yield from reading.of_export(caller, instance)
    yield from reading.of_many_clients(caller)
    yield from writing.of_creating(caller, browser, bare)
    yield from writing.of_importing(instance)
    yield Figure("whole instance resident", instance.resident(), 450, "MB", "after all this")


def _caller(instance: Instance) -> Caller:
    permissions = "asset:read,asset:write,search:read"
    words = ("admin", "token", "--name", "bench", "--permissions", permissions)
    token = instance.run(*words).split()[-1]
    return Caller(instance.port, {"Authorization": f"Bearer {token}"})


def _browser(instance: Instance) -> Caller:
    words = ("admin", "create", "--email", EMAIL, "--name", "Bench Mark", "--password-stdin")
    instance.run(*words, given=PASSWORD)
    body = json.dumps({"identifier": EMAIL, "password": PASSWORD}).encode()
    token = json.loads(Caller(instance.port).call("POST", "/api/auth/login", body))["token"]
    headers = {"Authorization": f"Bearer {token}", "Cookie": f"sessionid={token}"}
    return Caller(instance.port, headers)


if __name__ == "__main__":
    sys.exit(main())
