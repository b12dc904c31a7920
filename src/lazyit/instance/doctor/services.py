"""The services of a compose instance, as the container engine sees them."""

import json
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lazyit.instance.doctor.commands import UPON, Commands
from lazyit.instance.doctor.findings import Finding, Told, _, failure, warning, well

SECONDS = 60
ONE_SHOT = "migrate"


class EngineError(Exception):
    """The engine, or compose, does not do what it is asked; its own words."""


def compose(root: Path, *words: str) -> str:
    """Run a compose command of this checkout and return what it printed."""
    command = [*shlex.split(UPON), *words]
    try:
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(str(error)) from error
    if done.returncode and not done.stdout.strip():
        raise EngineError(done.stderr.strip() or f"exit code {done.returncode}")
    return done.stdout


def check(root: Path, commands: Commands) -> Iterable[Finding]:
    """Name every service that does not do its work."""
    try:
        wanted = json.loads(compose(root, "config", "--format", "json"))["services"]
        there = containers(root)
    except (EngineError, ValueError, KeyError) as error:
        yield _mute(error)
        return
    if not _any_runs(there):
        yield failure(
            "instance",
            _("The instance is not running."),
            _("Nobody is served, and what only the running application knows was not checked."),
            commands.start(),
        )
        return
    wrong = [f for name in wanted for f in _service(name, wanted[name], there.get(name), commands)]
    yield from wrong or [well("instance", _("Every service is running."))]


def any_runs(root: Path) -> bool:
    """Whether there is anybody to ask."""
    try:
        return _any_runs(containers(root))
    except (EngineError, ValueError, KeyError):
        return False


def _any_runs(containers: "dict[str, dict[str, Any]]") -> bool:
    return any(each["State"] == "running" for each in containers.values())


def containers(root: Path) -> "dict[str, dict[str, Any]]":
    """What the engine says of each service's container."""
    rows = _rows(compose(root, "ps", "-a", "--format", "json"))
    return {each["Service"]: each for each in rows}


def _rows(text: str) -> "list[dict[str, Any]]":
    """Compose prints an object a line, or one list."""
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [each for row in rows for each in (row if isinstance(row, list) else [row])]


def _service(
    name: str, wanted: "dict[str, Any]", found: "dict[str, Any] | None", commands: Commands
) -> Iterable[Finding]:
    state = _state(found)
    if name == ONE_SHOT and found and state == "exited" and not found.get("ExitCode"):
        return
    if state != "running":
        yield failure(
            "instance",
            _("The service {service} is not running: {state}.", service=name, state=state),
            _("What it does is not done; requests wait, then fail."),
            commands.logs(name) if found else commands.start(),
        )
    elif found and found["Image"] != wanted["image"]:
        yield warning(
            "components",
            _(
                "{service} runs from {running}, but the files name {wanted}.",
                service=name,
                running=found["Image"],
                wanted=wanted["image"],
            ),
            _("It was replaced without a restart, or is not the one that lazyit was tested with."),
            commands.start(),
        )


def _state(found: "dict[str, Any] | None") -> str:
    if found is None:
        return "absent"
    if found["State"] == "running" and found.get("Health") == "unhealthy":
        return "unhealthy"
    return str(found["State"])


def _mute(error: Exception) -> Finding:
    said = str(error).strip().splitlines() or [type(error).__name__]
    return failure(
        "instance",
        _("The container engine does not answer: {reason}", reason=said[-1][:300]),
        _("Nobody can tell whether the instance runs; it was not examined from inside."),
        "docker info && docker compose version",
    )


def ask(root: Path, service: str) -> "list[Told]":
    """The findings of the application: from a role that runs, or from one made for the question."""
    found = containers(root).get(service)
    runs = found is not None and found["State"] == "running"
    way = ("exec", "-T", service) if runs else ("run", "--rm", "-T", "--no-deps", service)
    told = compose(root, *way, "lazyit", "doctor", "--json")
    findings: list[Told] = json.loads(told)["findings"]
    return findings
