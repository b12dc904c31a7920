"""Under whose identity PostgreSQL runs: it refuses to be root, or someone without a name."""

import functools
import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path

from lazyit.instance import child, components
from lazyit.instance.failures import RefusedError


@functools.lru_cache(maxsize=1)
def namespaces_work() -> bool:
    """Whether this user may enter a user namespace here; many containers forbid it."""
    return _works(child.NAMESPACE)


def _works(identity: str) -> bool:
    command = [sys.executable, "-I", "-S", child.__file__, str(os.getpid()), "9", identity]
    done = subprocess.run([*command, "/bin/true"], capture_output=True, check=False)
    return done.returncode == 0


@functools.lru_cache(maxsize=1)
def without_network() -> str:
    """The identity for what must reach nobody, where the kernel has one."""
    return child.OFFLINE if sys.platform == "linux" and _works(child.OFFLINE) else child.SAME


def for_postgres() -> str:
    """The identity for the launcher: this user's own, an ordinary one in a namespace, nobody's."""
    if sys.platform != "linux" or (os.geteuid() != 0 and _has_name()):
        return child.SAME
    if namespaces_work():
        return child.NAMESPACE
    return child.NOBODY if os.geteuid() == 0 else child.SAME


def _has_name() -> bool:
    """PostgreSQL also refuses a user id without an account, as containers may give one."""
    try:
        return bool(pwd.getpwuid(os.geteuid()))
    except KeyError:
        return False


def give(*paths: Path) -> None:
    """Let PostgreSQL own what it reads and writes."""
    if for_postgres() == child.NOBODY:
        for path in paths:
            os.chown(path, child.NOBODY_ID, child.NOBODY_ID)


def let_through(*folders: Path) -> None:
    """Open our own folders for passing, not for reading, where PostgreSQL is another user."""
    if for_postgres() == child.NOBODY:
        for folder in folders:
            folder.chmod(0o711)


def refuse_closed_parents(data: Path) -> None:
    """Where PostgreSQL is another user, it must be able to reach its program and its data."""
    if for_postgres() != child.NOBODY:
        return
    for path in (components.postgres("postgres"), data):
        for folder in reversed(path.parents):
            if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
                raise RefusedError(
                    f"PostgreSQL refuses to run as root, this kernel allows no user namespace, "
                    f"and another user cannot pass through {folder}.",
                    go_on="lazyit up as an ordinary user, or from and with folders under /srv",
                )
