"""release.json: what a version says of itself to the engine of an earlier one.

It lies beside CHANGELOG.md, and by a link in the package, so that wheels and images have it too.
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import lazyit
from lazyit.instance.failures import RefusedError

NAME = "release.json"
IN_WHEEL = f"lazyit/{NAME}"
INSTALLED = f"lib/python3*/site-packages/{IN_WHEEL}"
SOURCES = "a wheel of lazyit, a folder of wheels, or a checkout"


@dataclass(frozen=True)
class KnownMigration:
    """A migration as release.json knows it."""

    name: str
    kind: str
    in_python: bool
    makes: "tuple[str, ...]"
    tables: "tuple[str, ...]"


@dataclass(frozen=True)
class ReleaseFile:
    """One version's file."""

    told: "Mapping[str, Any]"

    @classmethod
    def parse(cls, text: "str | bytes", where: object) -> "ReleaseFile":
        """Read the text of a file; raises RefusedError where it is none."""
        try:
            told = json.loads(text)
            told["version"], told["oldest"], told["stops"], told["migrations"]
        except (ValueError, KeyError, TypeError) as error:
            raise RefusedError(f"{where} is no {NAME} of lazyit.", go_on=SOURCES) from error
        return cls(told)

    @classmethod
    def own(cls) -> "ReleaseFile":
        """The file of the code that runs."""
        path = Path(lazyit.__file__).parent / NAME
        return cls.parse(path.read_bytes(), path)

    @classmethod
    def of_source(cls, source: Path) -> "ReleaseFile":
        """The file inside a wheel, a checkout or a release."""
        if source.is_file():
            return cls._of_wheel(source)
        if (source / NAME).is_file():
            return cls.parse((source / NAME).read_bytes(), source / NAME)
        if installed := next(source.glob(INSTALLED), None):
            return cls.parse(installed.read_bytes(), installed)
        raise _without(source)

    @classmethod
    def _of_wheel(cls, path: Path) -> "ReleaseFile":
        try:
            with zipfile.ZipFile(path) as wheel:
                return cls.parse(wheel.read(IN_WHEEL), f"{path}:{IN_WHEEL}")
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise _without(path) from error

    @property
    def version(self) -> str:
        """The version that it speaks of."""
        return str(self.told["version"])

    @property
    def oldest(self) -> str:
        """The oldest version that may come here."""
        return str(self.told["oldest"])

    @property
    def stops(self) -> "list[str]":
        """Versions that must be gone through, the earliest first."""
        return sorted(self.told["stops"], key=order)

    def components(self, kind: str) -> "dict[str, str]":
        """The versions of the programs of others, in a kind of instance."""
        return dict(self.told.get("components", {}).get(kind, {}))

    @cached_property
    def migrations(self) -> "list[KnownMigration]":
        """Every migration, in the order of its turn."""
        return [
            KnownMigration(
                each["name"],
                each["class"],
                each["python"],
                tuple(each["makes"]),
                tuple(each["tables"]),
            )
            for each in self.told["migrations"]
        ]


def _without(source: Path) -> RefusedError:
    return RefusedError(
        f"{source} has no {NAME}: it is no lazyit, or one from before 0.3.0, to which no upgrade "
        f"leads.",
        go_on=SOURCES,
    )


def order(version: str) -> "tuple[int, ...]":
    """What versions are compared by; what is no number counts as nothing."""
    parts = version.partition("+")[0].partition("-")[0].split(".")
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)
