"""How well untrusted files are confined here, tried out on a child process."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from lazyit.foundation.files.sandbox import parts_granted
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor.findings import Finding, _, warning, well
from lazyit.instance.registry import COMPOSE

PARTS = {
    "network": _("no network"),
    "privileges": _("no new privileges"),
    "memory": _("memory"),
    "processor": _("processor time"),
    "writing": _("no writing"),
    "open files": _("open files"),
}
LOOK = "sysctl -a 2>/dev/null | grep -E 'userns|user_namespaces'"


def check() -> Iterable[Finding]:
    """Ask a confined child what it could still do."""
    granted = parts_granted()
    missing = sorted(name for name, there in granted.items() if not there)
    if missing == ["network"] and commands().kind == COMPOSE:
        yield well(
            "sandbox",
            _(
                "Uploaded files are read in a process with limits and without privileges; "
                "its network stays open, since containers allow no namespace inside."
            ),
        )
    elif missing:
        yield _lacking(missing)
    else:
        yield well(
            "sandbox",
            _("Uploaded files are read in a process with limits, without privileges and network."),
        )


def _lacking(missing: list[str]) -> Finding:
    parts = tuple(PARTS[name] for name in missing)
    return warning(
        "sandbox",
        _("Uploaded files are read without these limits: {parts}.", parts=parts),
        _("A flaw in a reader of files would reach further than it has to."),
        LOOK if sys.platform == "linux" else commands().status(),
    )
