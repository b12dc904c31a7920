"""Who is inside the application, when its clients live in other network namespaces.

The kernel lists an accepted unix socket in the namespace of the one who connected. In a container
the door's own table shows nobody of the proxy's; the server's open descriptors do.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
PROTOCOL = "system.sockprotoname"  # an attribute of every descriptor of a socket


def from_elsewhere(leader: int) -> int:
    """How many unix sockets the leader's processes hold that our own table does not list."""
    with contextlib.suppress(OSError):
        listed = _listed()
        return len({inode for inode in _held(leader) if inode not in listed})
    return 0


def _listed() -> "set[str]":
    lines = (PROC / "net/unix").read_text(errors="replace").splitlines()[1:]
    return {line.split(None, 7)[6] for line in lines}


def _held(leader: int) -> "Iterator[str]":
    for process in _session(leader):
        with contextlib.suppress(OSError):
            for descriptor in (process / "fd").iterdir():
                yield from _unix_socket(descriptor)


def _session(leader: int) -> "Iterator[Path]":
    """The leader and what it started: a program is the leader of a session."""
    for process in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.getsid(int(process.name)) == leader:
                yield process


def _unix_socket(descriptor: Path) -> "Iterator[str]":
    with contextlib.suppress(OSError):
        name = os.readlink(descriptor)  # noqa: PTH115 the name is no path
        if name.startswith("socket:[") and _is_unix(descriptor):
            yield name[len("socket:[") : -1]


def _is_unix(descriptor: Path) -> bool:
    return os.getxattr(descriptor, PROTOCOL).startswith(b"UNIX")
