"""What a child process does to itself before it touches a file that nobody trusts.

Standard library only, imported by the child: it must stay small and start fast.
"""

import contextlib
import ctypes
import resource
import sys

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
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
