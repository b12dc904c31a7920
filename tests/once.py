"""What is dear to make is made once, also where several processes ask for it."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def made_once(folder: Path, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of a name, filled by the first who asks; whole, or not there."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / name
    with _locked(folder / f"{name}.lock"):
        if not place.exists():
            unfinished = Path(tempfile.mkdtemp(dir=folder))
            make(unfinished)
            unfinished.rename(place)
    return place


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
