"""The settings file inside a bundle, sealed to people who hold their keys elsewhere."""

import subprocess
import sys
from pathlib import Path

from lazyit.instance.backup import durable
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import InstanceError

PROGRAM = "lazyit.foundation.operations.sealing"  # encryption needs a package: not in this room


def recipients(text: str) -> list[str]:
    """The recipients of BACKUP_SEAL_TO, with commas or line ends between them."""
    return [each.strip() for each in text.replace("\n", ",").split(",") if each.strip()]


def seal(source: Source, target: Path) -> bool:
    """Seal the settings file where there is one and somebody to seal it to."""
    chosen = recipients(source.settings.get("BACKUP_SEAL_TO", ""))
    if not chosen or source.environment is None:
        return False
    done = subprocess.run(
        [sys.executable, "-m", PROGRAM, *chosen],
        input=source.environment.read_bytes(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise InstanceError(
            f"The settings file could not be sealed: {reason}",
            touched="No bundle was made.",
            go_on="lazyit env explain BACKUP_SEAL_TO",
        )
    target.write_bytes(done.stdout)
    durable.settle(target)
    return True
