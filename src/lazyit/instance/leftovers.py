"""Processes that outlived their supervisor, found by what they carry, not by recorded ids."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lazyit.instance.layout import Layout

MARK = "LAZYIT_INSTANCE"  # in the environment of every child, with its data directory
PROC = Path("/proc")


def mark(layout: Layout) -> dict[str, str]:
    """The environment that makes a process recognisable as this instance's."""
    return {MARK: str(layout.data)}


def of_roles(layout: Layout) -> list[int]:
    """Every child of an instance that is still alive, except PostgreSQL's."""
    wanted = os.fsencode(f"{MARK}={layout.data}")

    def carries(process: Path) -> bool:
        return wanted in (process / "environ").read_bytes().split(b"\0")

    return list(_processes(carries))


def of_cluster(data: Path) -> list[int]:
    """PostgreSQL's processes: they overwrite their environment, but work in their data."""

    def works_there(process: Path) -> bool:
        return (process / "cwd").readlink() == data and "postgres" in (process / "comm").read_text()

    return list(_processes(works_there))


def _processes(matches: Callable[[Path], bool]) -> Iterator[int]:
    for process in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(process.name) != os.getpid() and matches(process):
                yield int(process.name)


def end_all(layout: Layout) -> int:
    """End what a killed supervisor left; says how many processes there were."""
    roles, cluster = of_roles(layout), of_cluster(layout.postgres)
    _end(lambda: of_roles(layout), ((signal.SIGTERM, 5.0), (signal.SIGKILL, 10.0)))
    end_cluster(layout.postgres)
    return len(roles) + len(cluster)


def end_cluster(data: Path) -> None:
    """End a postmaster properly; wait for the backends of a dead one, which end by themselves."""
    fast, at_once = (signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0)
    _end(lambda: _postmasters(data), (fast, at_once))
    _end(lambda: of_cluster(data), ((signal.SIG_DFL, 10.0), (signal.SIGKILL, 10.0)))


def _postmasters(data: Path) -> list[int]:
    processes = of_cluster(data)
    return [pid for pid in processes if _parent(pid) not in processes]


def _parent(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _end(find: Callable[[], list[int]], steps: tuple[tuple[int, float], ...]) -> None:
    """For each step: send its signal (0 only asks), and wait so many seconds."""
    for number, seconds in steps:
        for process in find():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)
        deadline = time.monotonic() + seconds
        while find() and time.monotonic() < deadline:
            time.sleep(0.05)


def forget_dead_postmaster(data: Path, sockets: Path) -> None:
    """Remove lock files whose process is gone, or is another program with the same id."""
    for path in (data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            owner = int(path.read_text().split()[0])
            if owner not in of_cluster(data):
                path.unlink()
