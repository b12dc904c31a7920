"""The settings file inside a bundle, sealed to people who hold their keys elsewhere."""

import shutil
import subprocess
import sys
from pathlib import Path

from lazyit.instance.backup import bundle, durable
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import InstanceError

PROGRAM = "lazyit.foundation.operations.sealing"  # encryption needs a package: not in this room


def recipients(text: str) -> list[str]:
    """The recipients of BACKUP_SEAL_TO, with commas or line ends between them."""
    return [each.strip() for each in text.replace("\n", ",").split(",") if each.strip()]


def seal(source: Source, target: Path) -> None:
    """Seal the settings file to whoever is named; in a container, take what the host sealed."""
    chosen = recipients(source.settings.get("BACKUP_SEAL_TO", ""))
    sealed_before = source.store.path / bundle.SEALED
    if source.environment is None and sealed_before.exists():
        durable.copy(sealed_before, target)
        shutil.copystat(sealed_before, target)  # of when it is
    elif source.environment and chosen:
        _seal(source.environment, chosen, target)


def _seal(environment: Path, chosen: "list[str]", target: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", PROGRAM, *chosen],
        input=environment.read_bytes(),
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
