"""The schema that this code wants, known from its migration files without loading a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path


def identity_of(migrations: Iterable[str]) -> str:
    """Return the digest of migrations named ``app.name``: the same schema has the same one."""
    return sha256("\n".join(sorted(migrations)).encode()).hexdigest()


def migrations_of(apps: Iterable[str]) -> frozenset[str]:
    """Return every migration that the installed apps bring along, as ``app.name``."""
    return frozenset(name for app in apps for name in _migrations(app))


def _migrations(app: str) -> Iterator[str]:
    spec = find_spec(app)
    label = app.rpartition(".")[2]
    for folder in (spec and spec.submodule_search_locations) or []:
        for path in Path(folder, "migrations").glob("[!_~]*.py"):
            yield f"{label}.{path.stem}"
