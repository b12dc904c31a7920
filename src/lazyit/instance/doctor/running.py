"""Whether the embedded instance is up, and each of its roles."""

from collections.abc import Iterable
from typing import Any

from lazyit.instance import control
from lazyit.instance.doctor import replaced
from lazyit.instance.doctor.commands import Commands
from lazyit.instance.doctor.findings import Finding, _, failure, warning, well
from lazyit.instance.failures import RefusedError
from lazyit.instance.layout import Layout

RESTLESS = 3  # restarts since its start


def check(layout: Layout, commands: Commands) -> Iterable[Finding]:
    """Ask the supervisor."""
    try:
        status = control.ask(layout, "status")
    except RefusedError:
        yield down(commands)
        return
    wrong = [f for name, role in status["roles"].items() for f in _role(name, role, commands)]
    yield from wrong or [well("instance", _("It is running at {url}.", url=status["url"]))]


def down(commands: Commands) -> Finding:
    """Nobody is served."""
    return failure(
        "instance",
        _("The instance is not running."),
        _("Nobody is served, and what only the running application knows was not checked."),
        commands.start(),
    )


def _role(name: str, role: "dict[str, Any]", commands: Commands) -> Iterable[Finding]:
    if role["state"] != "running":
        stopped = role["state"] == "stopped"
        yield failure(
            "instance",
            _("The role {role} is not running: {state}.", role=name, state=role["state"]),
            _("What it does is not done; requests wait, then fail."),
            commands.start(name) if stopped else commands.logs(name),
        )
        return
    if role["restarts"] >= RESTLESS:
        yield warning(
            "instance",
            _(
                "The role {role} died and came back {count} times.",
                role=name,
                count=role["restarts"],
            ),
            _("Something ends it again and again; its log says what."),
            commands.logs(name),
        )
    if role["pid"]:
        yield from replaced.check(name, role["pid"], commands)
