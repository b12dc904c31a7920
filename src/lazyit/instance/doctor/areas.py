"""The areas of the checks: their order, and what they are called."""

from lazyit.instance.doctor.findings import Words, _

TITLES: "dict[str, Words]" = {
    "instance": _("Instance"),
    "settings": _("Settings"),
    "permissions": _("File permissions"),
    "keys": _("Keys"),
    "release": _("Installed release"),
    "database": _("Database"),
    "broker": _("Broker"),
    "worker": _("Worker"),
    "jobs": _("Background work"),
    "disk": _("Space"),
    "backups": _("Backups"),
    "components": _("Components"),
    "address": _("Address"),
    "proxy": _("Trusted proxies"),
    "certificate": _("Certificate"),
    "sandbox": _("Untrusted files"),
    "setup": _("Set-up"),
}


def place_of(check: str) -> int:
    """Where an area stands among the others."""
    return list(TITLES).index(check)
