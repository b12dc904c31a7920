"""Making a release: whole, or not there at all.

It holds all that it needs but Python itself, so that a changed checkout changes nothing that runs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import lazyit
from lazyit import __version__
from lazyit.instance import identity
from lazyit.instance.backup import durable
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.releases import PARTIAL, STAMP, Release, Releases
from lazyit.instance.upgrade import packing

CODE = ".code"
Fill = Callable[[Release], None]


def make(releases: Releases, version: str, stamp: str, fill: Fill) -> Release:
    """Make a release by filling an environment; whatever fails leaves everything as it was."""
    final = Release(releases.path / version)
    if final.is_whole and final.stamp == stamp:
        return final
    if final.is_whole and final == releases.current:
        raise RefusedError(
            f"The instance runs a {version} of its own already, and this is another {version}.",
            go_on="a version of another name",
        )
    partial = Release(releases.path / f"{version}{PARTIAL}")
    try:
        releases.path.mkdir(mode=0o700, exist_ok=True)
        identity.let_through(releases.path)
        shutil.rmtree(partial.path, ignore_errors=True)
        _fill(partial, final, stamp, fill)
    except OSError as error:
        raise InstanceError(
            f"The release {version} could not be made in {releases.path}: {error}",
            go_on="the same command, when there is room",
        ) from error
    finally:
        shutil.rmtree(partial.path, ignore_errors=True)
    return final


def _fill(partial: Release, final: Release, stamp: str, fill: Fill) -> None:
    packing.make_environment(partial.path)
    fill(partial)
    _refuse_another_version(partial)
    _collect_static(partial)
    packing.settle_scripts(partial.path, final.path)
    durable.write(partial.path / STAMP, stamp)
    if final.path.exists():
        (final.path / STAMP).unlink(missing_ok=True)
        shutil.rmtree(final.path)
    partial.path.rename(final.path)
    durable.settle(final.path.parent)


def keep_own(releases: Releases) -> Release:
    """The release of the running command itself: this one if it is one, else a copy of it."""
    own = Release(Path(sys.prefix))
    if own.path.parent == releases.path and own.is_whole:
        return own
    return make(releases, __version__, own_stamp(), packing.copy_own)


def put_code_by(releases: Releases) -> None:
    """Keep the code of what starts now: its checkout may be another one when it is needed.

    A copy of our own package alone, which takes a moment; what it leans on comes later.
    """
    final, stamp = releases.path / f"{__version__}{CODE}", own_stamp()
    if (final / STAMP).is_file() and (final / STAMP).read_text() == stamp:
        return
    partial = final.with_name(f"{final.name}{PARTIAL}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    packing.copy_code(partial)
    (partial / STAMP).write_text(stamp)
    shutil.rmtree(final, ignore_errors=True)
    partial.rename(final)


def from_code(releases: Releases, version: str) -> "Release | None":
    """A release of code that was put by, if there is such code."""
    code = releases.path / f"{version}{CODE}"
    if not (code / STAMP).is_file():
        return None
    stamp = (code / STAMP).read_text()
    return make(releases, version, stamp, lambda release: packing.copy_own(release, code))


def forget_others(releases: Releases, needed: "set[str]") -> None:
    """Remove all releases, and code that was put by, but of these versions."""
    for path in releases.path.iterdir():
        if path.name.removesuffix(CODE) not in needed and not path.is_symlink():
            (path / STAMP).unlink(missing_ok=True)
            shutil.rmtree(path, ignore_errors=True)


def own_stamp() -> str:
    """What tells this code from any other of the same version."""
    digest = hashlib.sha256()
    root = Path(lazyit.__file__).parent
    for path in packing.sources(root):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    names = sorted(os.listdir(sysconfig.get_path("purelib")))  # noqa: PTH208 names suffice
    digest.update("\0".join(name for name in names if name.endswith(".dist-info")).encode())
    return digest.hexdigest()


def _refuse_another_version(partial: Release) -> None:
    """Ask the code itself: a file's name may say anything."""
    found = _run(partial, "-c", "import lazyit; print(lazyit.__version__)").strip()
    if found != partial.version:
        raise InstanceError(
            f"What is called lazyit {partial.version} says of itself that it is {found}.",
            go_on="lazyit upgrade run --to ANOTHER",
        )


def _collect_static(partial: Release) -> None:
    words = ("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    _run(partial, "-m", "lazyit.config.manage", *words)


def _run(partial: Release, *words: str) -> str:
    """Run the new code apart from any instance: it gets no settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        [partial.python, *words],
        env={**kept, "LAZYIT_STATIC_ROOT": str(partial.static), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        raise InstanceError(
            f"lazyit {partial.version} does not run here:\n{done.stderr.strip()[-2000:]}",
            go_on="lazyit upgrade run --to ANOTHER",
        )
    return done.stdout
