"""Commands of the operator's own: where a bundle goes, who hears of a failure."""

import subprocess
from collections.abc import Mapping

from lazyit.instance.failures import InstanceError

OFFSITE, ON_FAILURE = "BACKUP_OFFSITE_CMD", "BACKUP_ON_FAILURE_CMD"


def run(settings: Mapping[str, str], name: str, argument: str) -> bool:
    """Run a hook with one argument as `$1`; False where there is none. Raises if it fails."""
    command = settings.get(name)
    if not command:
        return False
    done = subprocess.run(
        ["/bin/sh", "-c", command, name, argument],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-1000:]
        raise InstanceError(
            f"{name} ended with exit code {done.returncode}: {said}",
            touched="The bundle itself is whole and stays.",
            go_on=f"lazyit env explain {name}",
        )
    return True
