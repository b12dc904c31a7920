"""What has to be there before anything is written: the engine, compose, ports, room."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from lazyit.instance.failures import RefusedError

LEAST_MEMORY_MB, LEAST_DISK_MB = 4096, 20480
DATA_VOLUME = "lazyit_database"
AGAIN = "./infra/start.sh"


def refuse_unready(root: Path) -> None:
    """Refuse where the repository, the engine or compose is not what it takes."""
    if not (root / "compose.yaml").is_file():
        raise RefusedError(
            f"There is no compose.yaml in {root}.", go_on=f"cd REPOSITORY && {AGAIN}"
        )
    if not shutil.which("docker"):
        raise RefusedError(
            "There is no docker command.", go_on=f"install Docker Engine with Compose, then {AGAIN}"
        )
    _works("compose", "version", otherwise="Docker Compose (version 2 or newer) is not installed.")
    _works("info", otherwise="The container engine does not answer this user.")


def _works(*words: str, otherwise: str) -> None:
    done = docker(*words)
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines()
        said = f" It says: {reason[-1]}" if reason else ""
        raise RefusedError(otherwise + said, go_on=f"docker {' '.join(words)}, then {AGAIN}")


def docker(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run the engine's client and return what it said."""
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=False)


def has_data() -> bool:
    """Whether an instance has left its database on this host."""
    return docker("volume", "inspect", DATA_VOLUME).returncode == 0


def refuse_taken_ports(values: "Mapping[str, str]") -> None:
    """Refuse where another program has a port that is to be published."""
    bind = values.get("LAZYIT_BIND", "127.0.0.1")
    for name in ("LAZYIT_HTTP_PORT", "LAZYIT_HTTPS_PORT"):
        if _is_taken(bind, int(values[name])):
            raise RefusedError(
                f"Port {values[name]} ({name}) on {bind} is taken by another program, or cannot be "
                f"used by this user.",
                go_on=f"{AGAIN} --{'https' if 'HTTPS' in name else 'http'}-port ANOTHER",
            )


def _is_taken(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except PermissionError:
            return False  # the engine may use it all the same
        except OSError:
            return True
    return False


def shortages(root: Path) -> "Iterator[str]":
    """What the host has less of than is suggested; nothing of it stops anybody."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    if memory < LEAST_MEMORY_MB:
        yield f"This host has {memory} MB of memory; {LEAST_MEMORY_MB} MB are suggested."
    disk = shutil.disk_usage(root).free // 1024**2
    if disk < LEAST_DISK_MB:
        yield f"The disk has {disk} MB free; {LEAST_DISK_MB} MB are suggested."
