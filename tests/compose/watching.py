"""Wait for what the containers do by themselves."""

import time

from tests.compose.operator import COMPOSE, Operator

WITHIN = 60


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
