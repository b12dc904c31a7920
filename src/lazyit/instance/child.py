"""Become a program that dies with its supervisor; run as a script by `program.py`.

Arguments: parent's pid, signal to get when it dies, identity, program, arguments.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
ORDINARY_USER = 1  # initdb wants one with a name, and every system knows the first
NOBODY_ID = 65534
SAME, NAMESPACE, NOBODY = "same", "namespace", "nobody"  # identities
OFFLINE = "offline"  # the same, where no network is


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Ask the kernel for a signal when the process that started this one is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def enter_user_namespace() -> None:
    """Be an ordinary user in this process's own eyes; files stay those of the real one."""
    uid, gid = os.geteuid(), os.getegid()
    _unshare(CLONE_NEWUSER)
    _map_ids(f"{ORDINARY_USER} {uid} 1", f"{ORDINARY_USER} {gid} 1")


def leave_network() -> None:
    """Be where no network is; sockets that are files stay in reach."""
    uid, gid = os.geteuid(), os.getegid()
    try:
        _unshare(CLONE_NEWNET)
    except OSError:
        _unshare(CLONE_NEWUSER | CLONE_NEWNET)
        _map_ids(f"{uid} {uid} 1", f"{gid} {gid} 1")


def _unshare(what: int) -> None:
    if ctypes.CDLL(None, use_errno=True).unshare(what) != 0:
        raise OSError(ctypes.get_errno(), "no namespace")


def _map_ids(users: str, groups: str) -> None:
    for name, text in (("setgroups", "deny"), ("uid_map", users), ("gid_map", groups)):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123 pathlib is slow to import
            file.write(text)


def become_nobody() -> None:
    """Stop being root for good."""
    os.setgroups([])
    os.setgid(NOBODY_ID)
    os.setuid(NOBODY_ID)


def main(parent: int, number: int, identity: str, argv: "list[str]") -> None:
    """Take the identity first: a change of credentials forgets the parent-death signal."""
    if identity == NAMESPACE:
        enter_user_namespace()
    elif identity == NOBODY:
        become_nobody()
    elif identity == OFFLINE:
        leave_network()
    die_with_parent(number)
    if os.getppid() != parent:
        sys.exit("the supervisor is already gone")
    os.execv(argv[0], argv)  # noqa: S606 a program of our own packages


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
