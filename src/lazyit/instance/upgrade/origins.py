"""Where a version comes from: a wheel, a folder of wheels, a checkout, or the command itself."""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lazyit import __version__
from lazyit.instance.backup import durable
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.releases import Release, Releases
from lazyit.instance.upgrade import packing, staging

OWN = "own"  # the version of the command that was typed
WHEEL = re.compile(r"lazyit-([^-]+)-py3-none-any\.whl\Z")
VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)
PACKAGE = Path("src/lazyit")
LEFT_BEHIND = (".git", ".venv", "var", "instance", "node_modules", "__pycache__", ".*_cache")
PIP = ("--disable-pip-version-check", "--no-warn-script-location", "--quiet")


@dataclass(frozen=True)
class Origin:
    """A version and where it comes from."""

    version: str
    path: "Path | None" = None  # the command itself, if none
    wheels: "Path | None" = None  # a folder that has what it needs as well

    @classmethod
    def find(cls, given: str) -> "Origin":
        """What a person named; raises RefusedError where nothing of lazyit is there."""
        if given == OWN:
            return cls(__version__)
        path = Path(given).expanduser().absolute()
        if match := WHEEL.match(path.name):
            if path.is_file():
                return cls(match[1], path)
        elif (path / PACKAGE / "__init__.py").is_file():
            return cls(version_of(path), path)
        elif path.is_dir() and (found := sorted(path.glob("lazyit-*.whl"), key=_order)):
            newest = found[-1]
            match = WHEEL.match(newest.name)
            return cls(match[1] if match else "", newest, path)
        raise RefusedError(
            f"{given} is neither a wheel of lazyit, nor a folder with one, nor a checkout.",
            go_on="lazyit upgrade run --to WHEEL_OR_FOLDER",
        )

    def install(self, releases: Releases) -> Release:
        """Have it among the releases of an instance."""
        if self.path is None:
            return staging.keep_own(releases)
        if self.path.is_dir():
            return self._build(releases, self.path)
        stamp = durable.sha256_of(self.path)
        return staging.make(releases, self.version, stamp, lambda r: self._fill(r, self.path))

    def _build(self, releases: Releases, checkout: Path) -> Release:
        with tempfile.TemporaryDirectory(prefix="lazyit-build-") as folder:
            wheel = build_wheel(checkout, Path(folder))
            stamp = _stamp_of(checkout)
            return staging.make(releases, self.version, stamp, lambda r: self._fill(r, wheel))

    def _fill(self, release: Release, wheel: "Path | None") -> None:
        packing.copy_dependencies(release)
        _pip(release, "install", "--no-deps", "--no-index", str(wheel))
        if not _is_complete(release):
            known = ("--no-index", f"--find-links={self.wheels}") if self.wheels else ()
            _pip(release, "install", *known, f"{wheel}[embedded]")


def version_of(checkout: Path) -> str:
    """Which version a checkout is."""
    match = VERSION.search((checkout / PACKAGE / "__init__.py").read_text())
    if not match:
        raise RefusedError(f"{checkout} does not say which version it is.")
    return match[1]


def _order(path: Path) -> "tuple[list[int], str]":
    """Newest last: numbers by their value, whatever follows them by its text."""
    match = WHEEL.match(path.name)
    version = match[1] if match else ""
    return [int(part) for part in re.findall(r"\d+", version)], version


def _stamp_of(checkout: Path) -> str:
    digest = hashlib.sha256()
    root = checkout / PACKAGE
    for path in packing.sources(root):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build_wheel(checkout: Path, folder: Path) -> Path:
    """A wheel of a checkout, which stays as it is."""
    copy, out = folder / "checkout", folder / "wheel"
    shutil.copytree(checkout, copy, symlinks=True, ignore=_left_behind(checkout))
    if (copy / "tools/translations.py").is_file():
        _run([sys.executable, "tools/translations.py", "compile"], copy)
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], copy)
    (wheel,) = out.glob("*.whl")
    return wheel


def _left_behind(checkout: Path) -> "Callable[[str, list[str]], set[str]]":
    """What a checkout gathers at its top; a package of the same name lies deeper."""
    at_top, below = shutil.ignore_patterns(*LEFT_BEHIND), shutil.ignore_patterns("__pycache__")

    def ignore(folder: str, names: "list[str]") -> "set[str]":
        return (at_top if Path(folder) == checkout else below)(folder, names)

    return ignore


def _pip(release: Release, verb: str, *words: str) -> None:
    pip = [sys.executable, "-m", "pip", "--python", str(release.python), verb, *PIP, *words]
    _run(pip, release.path)


def _is_complete(release: Release) -> bool:
    """Whether it has all that it needs, in versions that it takes."""
    pip = [sys.executable, "-m", "pip", "--python", str(release.python), "check"]
    return subprocess.run(pip, capture_output=True, check=False).returncode == 0


def _run(command: "list[str]", folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, start_new_session=True
    )
    if done.returncode:
        raise InstanceError(
            f"{' '.join(command[1:4])} failed:\n{(done.stderr or done.stdout).strip()[-2000:]}",
            go_on="lazyit upgrade run, after the cause is mended",
        )
