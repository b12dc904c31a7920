"""One stylesheet and one script module, joined from many small files.

A browser asks for two files instead of sixty. Every app may add ``static/<anything>/css/*.css``
and ``…/js/*.js``; cascade layers make the order of stylesheets irrelevant, and elements speak
by DOM events, so no script imports another and each is wrapped in a block of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_writing = Lock()
BUNDLES = {"lazyit/lazyit.css": "css", "lazyit/lazyit.js": "js"}


def sources(kind: str) -> list[Path]:
    """List the files of one kind in every installed app, this app's first."""
    found: list[Path] = []
    for config in apps.get_app_configs():
        if config.name.startswith("lazyit."):
            found += sorted(Path(config.path).glob(f"static/*/{kind}/*.{kind}"))
    return sorted(found, key=lambda path: path.parents[1].name != "lazyit")


def join(kind: str) -> str:
    """Join the sources of one kind into one text."""
    texts = (path.read_text(encoding="utf-8").strip() for path in sources(kind))
    if kind == "js":
        texts = (f"{{\n{text}\n}}" for text in texts)
    return "\n".join(texts) + "\n"


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    """Return the folder of joined files, which goes with the process."""
    return tempfile.TemporaryDirectory(prefix="lazyit-static-")


class BundleFinder(BaseFinder):
    """Gives ``collectstatic`` and the test server the joined files."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        """Take what Django gives every finder."""

    def find(self, path: str, find_all: bool = False, **_: object) -> Any:
        """Return the place of a joined file, written anew from its sources."""
        if path not in BUNDLES:
            return [] if find_all else None
        with _writing:  # the test server asks from several threads at once
            target = Path(_scratch().name) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f"{target.name}.new")
            fresh.write_text(join(BUNDLES[path]), encoding="utf-8")
            fresh.replace(target)
        return [str(target)] if find_all else str(target)

    def list(self, _ignored: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the joined files for ``collectstatic``."""
        storage = FileSystemStorage(location=_scratch().name)
        for path in BUNDLES:
            self.find(path)
            yield path, storage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Names static files by their content; before ``collectstatic`` they keep their own names."""

    manifest_strict = False

    def read_manifest(self) -> str | None:
        """Return the list of hashed names; there is none where nothing was collected."""
        manifest: str | None = super().read_manifest() if settings.STATIC_ROOT else None
        return manifest

    def stored_name(self, name: str) -> str:
        """Return the hashed name, if there is one."""
        return str(super().stored_name(name)) if self.hashed_files else name
