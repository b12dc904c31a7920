"""The doctor looks at a production instance"""

import json

from tests.compose.caller import Caller
from tests.compose.operator import COMPOSE, ENV, Operator
from tests.compose.watching import until_backed_up

Told = dict[str, str]


def findings(operator: Operator) -> list[Told]:
    """What it says to programs."""
    told: list[Told] = json.loads(operator.asks("./lazyit doctor --json", code=None))["findings"]
    return told


def failures(operator: Operator) -> list[Told]:
    return [finding for finding in findings(operator) if finding["level"] == "failure"]


def test_a_sound_instance_has_no_failure(operator: Operator, caller: Caller) -> None:
    """A sound instance: warnings at most, of what nobody has done yet"""
    until_backed_up(operator)
    told = operator.types("./lazyit doctor", code=1)
    assert "Failures" not in told.output
    levels = {finding["check"]: finding["level"] for finding in findings(operator)}
    for check in (
        *("instance", "settings", "permissions", "keys", "release", "database", "broker"),
        *("worker", "jobs", "components", "proxy", "sandbox", "setup", "backups"),
    ):
        assert levels[check] == "ok", check
    assert levels["address"] == "warning"  # the trial serves a network without https


def test_what_is_broken_is_mended_by_the_command_that_is_named(operator: Operator) -> None:
    """A file open to others and a stopped worker: the named commands mend both"""
    operator.types(f"chmod 644 {ENV}")
    operator.types(f"{COMPOSE} stop worker")
    operator.types("./lazyit doctor", code=2)
    found = failures(operator)
    assert {finding["check"] for finding in found} >= {"permissions", "instance"}
    operator.types(next(each["fix"] for each in found if each["check"] == "permissions"))
    operator.types(f"{COMPOSE} up -d --wait --wait-timeout 120")
    assert failures(operator) == []


def test_an_api_that_refuses_to_start_is_examined_all_the_same(operator: Operator) -> None:
    """While the API refuses to start, the doctor names the setting"""
    with operator.changed(WORKFLOW_ENGINE_ENABLED="true", WORKFLOW_SECRET_KEY="0123456789abcdef"):
        operator.asks(f"{COMPOSE} up -d api", code=None)
        told = operator.types("./lazyit doctor", code=2)
        assert "WORKFLOW_SECRET_KEY" in told.output
        assert "0123456789abcdef" not in told.output
    operator.asks(f"{COMPOSE} up -d --wait --wait-timeout 120")


def test_an_instance_that_is_down_is_named_with_its_command(operator: Operator) -> None:
    """Nothing runs: the host's part, and the command that starts it"""
    operator.asks(f"{COMPOSE} stop --timeout 5")
    told = operator.types("./lazyit doctor", code=2)
    assert "The instance is not running." in told.output
    (finding,) = [each for each in failures(operator) if each["check"] == "instance"]
    operator.types(finding["fix"])
    operator.asks(f"{COMPOSE} up -d --wait --wait-timeout 120")
