"""Wait for what the containers do by themselves."""

import json
import time
from dataclasses import dataclass

from tests.compose.operator import COMPOSE, Operator

WITHIN = 60
PROVEN_WITHIN = 180


def until_refused(operator: Operator) -> str:
    """What the first service to refuse printed."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        for service in ("migrate", "api", "web", "worker"):
            row = operator.services().get(service, {})
            if row.get("State") == "restarting" or row.get("ExitCode"):
                return operator.types(f"{COMPOSE} logs --no-log-prefix --tail 12 {service}").output
        time.sleep(0.5)
    raise AssertionError(operator.asks(f"{COMPOSE} ps --all"))


def until_backed_up(operator: Operator) -> None:
    """The service makes its first backup as soon as it runs, and proves it."""
    deadline = time.monotonic() + PROVEN_WITHIN
    line = f"{COMPOSE} exec -T backup lazyit backup list --json"
    while True:
        bundles = json.loads(operator.asks(line))
        if any(bundle["state"] == "verified" for bundle in bundles):
            return
        assert time.monotonic() < deadline, bundles
        time.sleep(1)


@dataclass(frozen=True)
class Standing:
    """Which containers there are, and since when each runs."""

    since: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, operator: Operator) -> "Standing":
        """All but the one-shot, which runs each time."""
        names = [name for name in operator.services() if name != "migrate"]
        found = {name: operator.container(name) for name in names}
        return cls({n: (each["Id"], each["State"]["StartedAt"]) for n, each in found.items()})
