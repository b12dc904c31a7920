"""What a child process does to itself before it touches a file that nobody trusts.

Standard library only, imported by the child: it must stay small and start fast.
"""

import contextlib
import ctypes
import resource
import sys

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS = 1, 4, 38, 39
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIGKILL = 9
_OPEN_FILES = 16


def confine(*, memory_bytes: int, cpu_seconds: int) -> bool:
    """Give up everything that parsing does not need; return whether the network is gone too."""
    isolated = _isolate() if sys.platform == "linux" else False
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    return isolated


def _isolate() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Some kernels forbid user namespaces; the other limits hold all the same.
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _limit(what: int, value: int) -> None:
    # macOS refuses RLIMIT_AS; there the time limit of the parent remains.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (value, value))


def granted(*, memory_bytes: int, cpu_seconds: int, isolated: bool) -> dict[str, bool]:
    """Say which parts of the confinement hold in this process."""
    return {
        "network": isolated,
        "privileges": _has_no_new_privileges(),
        "memory": _is_limited(resource.RLIMIT_AS, memory_bytes),
        "processor": _is_limited(resource.RLIMIT_CPU, cpu_seconds),
        "writing": _is_limited(resource.RLIMIT_FSIZE, 0),
        "open files": _is_limited(resource.RLIMIT_NOFILE, _OPEN_FILES),
    }


def _is_limited(what: int, value: int) -> bool:
    return resource.getrlimit(what)[1] == value


def _has_no_new_privileges() -> bool:
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).prctl(_PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
