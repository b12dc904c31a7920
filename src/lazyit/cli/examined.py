"""What the doctor sees: the host's part bare, the application's part by asking it."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import lazyit
from lazyit.cli import managed
from lazyit.instance.doctor import services
from lazyit.instance.doctor.commands import ENV_FILE, Commands
from lazyit.instance.doctor.compose_host import ComposeHost
from lazyit.instance.doctor.embedded_host import EmbeddedHost
from lazyit.instance.doctor.findings import Finding, Told, _, failure, unknown
from lazyit.instance.failures import InstanceError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.registry import COMPOSE

GO_ON = "Go on with: "
LEAST = "migrate"  # the role that needs the fewest settings
MANAGE = [sys.executable, "-m", "lazyit.config.manage", "doctor"]


def examine(arguments: argparse.Namespace, environ: Mapping[str, str]) -> "list[Told]":
    """Every finding, as data."""
    if environ.get("LAZYIT_KIND") == COMPOSE:
        return _asked({"LAZYIT_ROLE": LEAST, **environ}, Commands(COMPOSE))
    host = EmbeddedHost(Layout.at(arguments.data))
    return _whatever_happens(host.commands, lambda: _from_host(host, environ))


def _from_host(host: EmbeddedHost, environ: Mapping[str, str]) -> "list[Told]":
    if host.is_absent and (root := checkout()):
        return _compose(ComposeHost(root))
    seen = [finding.told() for finding in host.examine()]
    asked = _whatever_happens(host.commands, lambda: _embedded(host, environ))
    return _joined(seen, asked)


def _whatever_happens(commands: Commands, ask: "Callable[[], list[Told]]") -> "list[Told]":
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 a broken instance is a finding, never a crash
        return [unknown("instance", error, commands.status()).told()]


def checkout() -> "Path | None":
    """Where a compose instance is run from: here, or wherever this code was checked out."""
    for root in (Path.cwd(), Path(lazyit.__file__).parents[2]):
        if (root / "compose.yaml").is_file() and (root / ENV_FILE).is_file():
            return root
    return None


def _embedded(host: EmbeddedHost, environ: Mapping[str, str]) -> "list[Told]":
    if not managed.is_running(host.layout):
        return []
    try:
        instance = Instance.load(host.layout)
    except InstanceError:
        return []  # the settings' own findings say why
    return _asked({**environ, **instance.environ, "LAZYIT_ROLE": LEAST}, host.commands)


def _compose(host: ComposeHost) -> "list[Told]":
    """One role alone has the backups in sight."""
    seen = [finding.told() for finding in host.examine()]
    if not services.any_runs(host.root):
        return seen
    backups = [f for f in _from_service(host, "backup") if f["check"] in ("backups", "instance")]
    return _joined(seen, _from_service(host, "api") + backups)


def _from_service(host: ComposeHost, service: str) -> "list[Told]":
    try:
        return services.ask(host.root, service)
    except (services.EngineError, ValueError, KeyError) as error:
        return [_mute(str(error), host.commands).told()]


def _joined(host: "list[Told]", application: "list[Told]") -> "list[Told]":
    """What the host has looked at itself, it sees better."""
    seen = {finding["check"] for finding in host} - {"instance"}
    return host + [finding for finding in application if finding["check"] not in seen]


def _asked(environ: Mapping[str, str], commands: Commands) -> "list[Told]":
    done = subprocess.run(MANAGE, env=dict(environ), capture_output=True, text=True, check=False)
    try:
        findings: list[Told] = json.loads(done.stdout)["findings"]
    except (ValueError, KeyError, TypeError):
        return [_mute(done.stderr, commands).told()]
    return findings


def _mute(said: str, commands: Commands) -> Finding:
    """The application could not even start; its own words say why, and never a value."""
    reason, fix = _taken_apart(said)
    return failure(
        "instance",
        _("The application cannot examine itself: {reason}", reason=reason[:500]),
        _("What only the running application knows was not checked."),
        fix or commands.logs("web"),
    )


def _taken_apart(said: str) -> "tuple[str, str]":
    """What a refusal says and the command that it names; of anything else, the last line."""
    _before, told, refusal = said.rpartition("lazyit: ")
    lines = [line.strip() for line in refusal.splitlines() if line.strip()]
    if not told:
        return (lines or ["it said nothing"])[-1], ""
    fix = next((line[len(GO_ON) :] for line in lines if line.startswith(GO_ON)), "")
    left_out = ("Nothing was changed.", GO_ON)
    return " ".join(line for line in lines if not line.startswith(left_out)), fix
