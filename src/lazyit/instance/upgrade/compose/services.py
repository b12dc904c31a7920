"""Services that only an upgrade has, as a file beside those of compose.

A rehearsal reaches nobody: its container shares the loopback of a broker that has no network.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lazyit.instance import serving
from lazyit.instance.backup import durable
from lazyit.instance.backup.source import IN_CONTAINERS

DESK, BROKER, REHEARSAL, FILLING = "desk", "rehearsal-broker", "rehearsal", "filling"
BROKER_URL = "redis://127.0.0.1:6379/0"
ATTACHMENTS = "/var/lib/lazyit/attachments"
OTHERS = ("db", "valkey", "caddy")  # which an upgrade leaves as they are
LABEL = "lazyit.upgrade"
AT_DESK, AT_WORK = f"{LABEL}={DESK}", f"{LABEL}=work"
CONFINED: "dict[str, Any]" = {
    "profiles": ["prod"],
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "tmpfs": ["/tmp"],  # noqa: S108 of a container
    "restart": "no",
}
BOTH_NETWORKS = ["inside", "outside"]
BACKUPS = f"backups:{IN_CONTAINERS}"
_REHEARSAL: "dict[str, Any]" = {"network_mode": f"service:{BROKER}", "volumes": [BACKUPS]}
# Where bundles are made, and attachments that were removed are put back.
_FILLING: "dict[str, Any]" = {
    "networks": BOTH_NETWORKS,
    "volumes": [BACKUPS, f"attachments:{ATTACHMENTS}"],
}


def write_desk(path: Path, image: str) -> None:
    """Write the file of the desk alone."""
    desk = {
        "image": image,
        "command": ["sleep", "infinity"],
        "networks": BOTH_NETWORKS,
        "volumes": [BACKUPS, f"sockets:{serving.SOCKETS}"],
        "labels": {LABEL: DESK},
    }
    _write(path, {DESK: desk})


def write_work(path: Path, image: str, broker: str, settings: "Iterable[str]") -> None:
    """Write the file of the others; it names settings, and never a value."""
    told = {
        "image": image,
        "environment": {name: f"${{{name}:-}}" for name in settings},
        "shm_size": "256m",
        "mem_limit": "1536m",
    }
    services = {BROKER: _broker(broker), REHEARSAL: told | _REHEARSAL, FILLING: told | _FILLING}
    _write(path, {name: {**each, "labels": {LABEL: "work"}} for name, each in services.items()})


def _write(path: Path, services: "dict[str, dict[str, Any]]") -> None:
    confined = {name: {**CONFINED, **service} for name, service in services.items()}
    durable.write(path, json.dumps({"services": confined}, indent=2))


def _broker(image: str) -> "dict[str, Any]":
    command = ["valkey-server", "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"]  # noqa: S108
    return {
        "image": image,
        "user": "valkey",
        "network_mode": "none",
        "command": [*command, "--appendonly", "no"],
        "mem_limit": "128m",
    }
