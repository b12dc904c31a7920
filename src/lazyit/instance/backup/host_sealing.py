"""The settings file of containers, sealed from the host: no container has it in sight."""

import shlex
import subprocess
from pathlib import Path

from lazyit.instance import judgement, ways
from lazyit.instance.backup import bundle, sealing
from lazyit.instance.backup.source import IN_CONTAINERS
from lazyit.instance.failures import InstanceError

SEALED = f"{IN_CONTAINERS}/{bundle.SEALED}"
IN_BACKUP = ("run", "--rm", "--no-deps", "-T", "backup")


def seal(root: Path) -> "list[str]":
    """Leave it where each backup takes it from; whom it was sealed to, if there is anybody.

    It goes through a pipe into a container of the image, which has what encryption needs.
    """
    file = root / ways.ENVIRONMENT_FILE
    chosen = sealing.recipients(judgement.read(file).values.get("BACKUP_SEAL_TO", ""))
    if chosen:
        _run(root, file.read_bytes(), "python", "-m", sealing.PROGRAM, "--into", SEALED, *chosen)
    else:
        _run(root, b"", "rm", "-f", SEALED)
    return chosen


def is_current(root: Path) -> bool:
    """Whether the file was not changed since; asks the service of a running instance."""
    done = _compose(root, "exec", "-T", "backup", "stat", "--format=%Y", SEALED)
    changed = int((root / ways.ENVIRONMENT_FILE).stat().st_mtime)
    return done.returncode == 0 and int(done.stdout) >= changed


def _run(root: Path, content: bytes, *words: str) -> None:
    done = _compose(root, *IN_BACKUP, *words, content=content)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise InstanceError(
            f"The settings file could not be sealed: {reason}",
            touched="What was sealed before is still there.",
            go_on="./lazyit env explain BACKUP_SEAL_TO, then ./lazyit env seal",
        )


def _compose(root: Path, *words: str, content: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    command = [*shlex.split(ways.COMPOSE), *words]
    return subprocess.run(command, cwd=root, input=content, capture_output=True, check=False)
