"""What a plan is made of."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import lazyit
from lazyit.instance.releases import Release
from lazyit.instance.upgrade.origins import Origin
from lazyit.instance.upgrade.release_file import ReleaseFile

MODULE = "lazyit.cli.main"
KEPT = ("PATH", "HOME", "TMPDIR", "LANG")
OF_THE_ENGINE = ("DOCKER_", "COMPOSE_")  # where it is, and how its client finds compose
SECONDS = 120.0  # for a program that only reads
ADDITIVE, LOCK, REWRITE = "additive", "lock", "rewrite"
WEIGHT = (ADDITIVE, LOCK, REWRITE)


@dataclass(frozen=True)
class Remark:
    """A problem that forbids the upgrade, or a warning; what to do about it, where there is."""

    area: str
    what: str
    go_on: str = ""


@dataclass
class Remarks:
    """The problems and the warnings of a plan, as the parts of it find them."""

    problems: "list[Remark]"
    warnings: "list[Remark]"

    def problem(self, area: str, what: str, go_on: str = "") -> None:
        """Note what forbids the upgrade."""
        self.problems.append(Remark(area, what, go_on))

    def warning(self, area: str, what: str, go_on: str = "") -> None:
        """Note what somebody should know."""
        self.warnings.append(Remark(area, what, go_on))


@dataclass(frozen=True)
class Target:
    """The new version: what it says of itself, and its Python once it is installed."""

    told: ReleaseFile
    source: Path
    python: "Path | None" = None
    version: str = ""

    def __post_init__(self) -> None:
        """Where the code does not say which version it is, its file does."""
        object.__setattr__(self, "version", self.version or self.told.version)

    @classmethod
    def of(cls, source: Path) -> "Target":
        """The version of a wheel, a folder of wheels, a checkout, or a release that is there."""
        release = Release(source)
        if release.python.exists():
            told = ReleaseFile.of_source(source)
            return cls(told, source, release.python, release.version)
        origin = Origin.find(str(source))
        path = origin.path or source
        return cls(ReleaseFile.of_source(path), path, None, origin.version)

    @classmethod
    def own(cls) -> "Target":
        """The version of the code that runs this."""
        package = Path(lazyit.__file__).parent
        is_installed = find_spec("django") is not None
        python = Path(sys.executable) if is_installed else None
        return cls(ReleaseFile.own(), package.parents[1], python, lazyit.__version__)

    def bare(self, *words: str) -> "subprocess.CompletedProcess[str] | None":
        """Run a verb of it that needs nothing but Python; None where it cannot be run yet."""
        environ = kept_environ()
        if self.python:
            command = [str(self.python), "-m", MODULE]
        elif (script := self.source / "lazyit").is_file():
            command = [sys.executable, str(script)]
        elif self.source.is_file():
            command = [sys.executable, "-m", MODULE]
            environ["PYTHONPATH"] = str(self.source)  # Python reads a wheel as it is
        else:
            return None
        return run([*command, *words], environ)


def run(
    command: Sequence[str],
    environ: "Mapping[str, str]",
    folder: "Path | None" = None,
    given: str = "",
) -> "subprocess.CompletedProcess[str]":
    """Run a program that only reads, and take what it prints; one that is not there fails."""
    try:
        return subprocess.run(
            command,
            env=environ,
            cwd=folder,
            input=given,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def kept_environ() -> "dict[str, str]":
    """What programs are told of the shell that runs this, and nothing else."""
    return {
        name: text
        for name, text in os.environ.items()
        if name in KEPT or name.startswith(OF_THE_ENGINE)
    }


def printed(done: "subprocess.CompletedProcess[str] | None") -> "Any | None":
    """What a program printed as JSON, whatever its exit code; None where it is none."""
    try:
        return json.loads(done.stdout) if done else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Table:
    """A table that a migration touches; the number of its rows where it is known."""

    name: str
    rows: "int | None" = None
    is_estimate: bool = False
    is_new: bool = False

    def __str__(self) -> str:
        if self.is_new or self.rows is None:
            return f"{self.name} (new)" if self.is_new else self.name
        return f"{self.name} ({'about ' if self.is_estimate else ''}{self.rows:,} rows)"


@dataclass(frozen=True)
class Pending:
    """A migration that would be applied."""

    name: str
    kind: str
    in_python: bool
    tables: "tuple[Table, ...]"


@dataclass(frozen=True)
class Volume:
    """Where something is written, and the bytes that are free there."""

    mark: object  # the same one for the same volume
    path: str
    free: int


@dataclass(frozen=True)
class Room:
    """What an upgrade writes on one volume at the same time, against what is free."""

    path: str
    free: int
    needs: "dict[str, int]"

    @property
    def needed(self) -> int:
        """All of it together."""
        return sum(self.needs.values())


@dataclass(frozen=True)
class Component:
    """A program of others, before and after."""

    name: str
    before: "str | None"
    after: str


def heaviest(kinds: "Iterable[str]") -> str:
    """The class of a whole."""
    return max(kinds, key=WEIGHT.index, default=ADDITIVE)
