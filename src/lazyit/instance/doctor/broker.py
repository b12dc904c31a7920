"""An instance without a broker: what is off, and the line that turns it on."""

from lazyit.instance.doctor.commands import ENV_FILE, UPON, Commands
from lazyit.instance.doctor.findings import Finding, _, warning
from lazyit.instance.registry import COMPOSE

ABSENT = _("REDIS_URL is not set.")
OFF = _(
    "Import, changes of more than 200 records and other background work answer 503; everything "
    "else works."
)


def absent(commands: Commands) -> Finding:
    """Nothing is broken, but something is off."""
    return warning("broker", ABSENT, OFF, remedy(commands))


def remedy(commands: Commands) -> str:
    """The published one: append the line that settings files of earlier versions lack."""
    if commands.kind != COMPOSE:
        return commands.restart()  # an embedded instance derives it at its start
    line = "REDIS_URL=redis://valkey:6379"
    append = f"grep -q '^REDIS_URL=' {ENV_FILE} || echo '{line}' >> {ENV_FILE}"
    return f"{append}\n{UPON} up -d api"


def notice(commands: Commands) -> str:
    """One line for the log of a role that starts without it."""
    return f"{ABSENT.say()} {OFF.say()} To turn it on: " + " && ".join(
        f"({line})" if "||" in line else line for line in remedy(commands).splitlines()
    )
