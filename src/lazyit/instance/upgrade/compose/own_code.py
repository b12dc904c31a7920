"""The code of the engine itself, put by: a changed checkout does not change what runs."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

import lazyit
from lazyit import __version__
from lazyit.instance.upgrade import packing
from lazyit.instance.upgrade.compose import lately

PACKAGE = "lazyit"


def put_by(folder: Path) -> Path:
    """A copy of the code that runs, whole or not at all; returns where it is."""
    own = Path(lazyit.__file__).parent
    if own.parent.parent == folder:
        return own.parent
    final = folder / f"{__version__}-{_digest(own)}"
    if not final.is_dir():
        partial = folder / f"{final.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        for source in packing.sources(own):
            copied = partial / PACKAGE / source.relative_to(own)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copied)
        partial.rename(final)
    return lately.used(final)


def become(code: Path, root: Path, *words: str) -> None:
    """Go on as that code, in the checkout; it is this one already, or is gone: as this one."""
    if not code.is_dir() or Path(lazyit.__file__).parent.parent == code:
        return
    sys.stdout.flush()
    os.chdir(root)
    environ = {**os.environ, "PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "lazyit.cli.main", *words]
    os.execve(command[0], command, environ)  # noqa: S606 this very command


def _digest(own: Path) -> str:
    digest = hashlib.sha256()
    for path in packing.sources(own):
        digest.update(f"{path.relative_to(own)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
