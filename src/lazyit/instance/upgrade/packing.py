"""Environments made from installed packages, without asking anybody for them again."""

import contextlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path
from typing import TYPE_CHECKING

import lazyit
from lazyit import __version__
from lazyit.instance import ways
from lazyit.instance.failures import InstanceError, RefusedError

if TYPE_CHECKING:
    from lazyit.instance.releases import Release

NAME = "lazyit"
EXTRAS = frozenset({"embedded"})
TOOLS = ("pip", "hatchling", "editables")  # what makes the next release from this one
REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
SKIPPED = {"__pycache__", "tests"}
SHEBANG = b"#!"
COMMAND = """#!{python}
import sys
from lazyit.cli.main import main
sys.exit(main())
"""


def make_environment(folder: Path) -> None:
    """An empty virtual environment of the Python that runs this."""
    command = [_base_python(), "-m", "venv", "--without-pip", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-1000:]
        raise InstanceError(
            f"A virtual environment could not be made in {folder}: {said}",
            go_on=_when_made_able(said),
        )


def _when_made_able(said: str) -> str:
    """Debian has what makes environments in a package of its own."""
    if "No module named" in said or "ensurepip" in said:
        return "apt-get install python3-venv, then the same command"
    return ways.verb("upgrade", "run") + ", after the cause is mended"


def _base_python() -> str:
    """The Python beneath: an environment made by another one would lean on that."""
    return getattr(sys, "_base_executable", "") or sys.executable


def packages_of(folder: Path) -> Path:
    """Where an environment has its packages."""
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))


def copy_own(release: "Release", code: "Path | None" = None) -> None:
    """Everything that runs this command, and itself; or other code that was put by."""
    copy_dependencies(release)
    target = packages_of(release.path)
    if code is None:
        copy_code(target)
    else:
        shutil.copytree(code, target, dirs_exist_ok=True)
    _write_command(release.path / "bin")


def copy_code(target: Path) -> None:
    """Our own package, and what is written down of it."""
    root = Path(lazyit.__file__).parent
    for source in sources(root):
        copied = target / NAME / source.relative_to(root)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, copied)  # never a link: a checkout is written to
    _copy_facts(target)


def _write_command(folder: Path) -> None:
    """The command itself, as installing writes it."""
    script = folder / NAME
    script.write_text(COMMAND.format(python=folder / "python"))
    script.chmod(0o755)


def sources(root: Path) -> Iterator[Path]:
    """The files of our own package that a release has."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED)
        yield from (Path(folder) / name for name in sorted(names))


def _copy_facts(target: Path) -> None:
    """What is written down of the installed package: its name, version and needs."""
    own = importlib.metadata.distribution(NAME)
    folder = target / f"{NAME}-{__version__}.dist-info"
    folder.mkdir()
    for name in ("METADATA", "WHEEL", "entry_points.txt", "INSTALLER"):
        if text := own.read_text(name):
            (folder / name).write_text(text)
    (folder / "RECORD").touch()


def copy_dependencies(release: "Release") -> None:
    """The packages that this command needs, linked where the file system can, else copied."""
    target = packages_of(release.path)
    for package in needed():
        for file in package.files or ():
            if ".." not in file.parts:
                _place(Path(str(file.locate())), target / file)
        _copy_scripts(package, release.path)


def _copy_scripts(package: Distribution, folder: Path) -> None:
    for file in package.files or ():
        source = Path(str(file.locate())).resolve()
        if file.parts[-2:-1] == ("bin",) and ".." in file.parts and source.is_file():
            _place_script(source, folder / "bin" / source.name)


def _place_script(source: Path, target: Path) -> None:
    """A program is linked; a script names the Python that runs it, which is another one here."""
    with source.open("rb") as file:
        is_script = file.read(2) == SHEBANG
    if not is_script:
        _place(source, target)
        return
    _first, _newline, rest = source.read_bytes().partition(b"\n")
    target.write_bytes(SHEBANG + str(target.parent / "python").encode() + b"\n" + rest)
    target.chmod(0o755)


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        with contextlib.suppress(FileNotFoundError):  # listed, and long gone
            shutil.copy2(source, target)


def settle_scripts(partial: Path, final: Path) -> None:
    """Name the environment's scripts by where it will be."""
    before, after = os.fsencode(partial), os.fsencode(final)
    for path in (partial / "bin").iterdir():
        if path.is_symlink() or not path.is_file() or path.stat().st_nlink > 1:
            continue
        text = path.read_bytes()
        if before in text and (text.startswith(SHEBANG) or path.name.lower().startswith("activ")):
            path.write_bytes(text.replace(before, after))


def needed() -> "list[Distribution]":
    """Every package that this one leans on, and the tools that make a release."""
    found: dict[str, Distribution | None] = {}
    seen: set[tuple[str, str]] = set()
    waiting: list[tuple[str, frozenset[str]]] = [(NAME, EXTRAS)]
    waiting += [(tool, frozenset()) for tool in TOOLS]
    while waiting:
        name, extras = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        new = {extra for extra in extras | {""} if (key, extra) not in seen}
        seen |= {(key, extra) for extra in new}
        if key not in found:
            found[key] = _installed(name)
        if package := found[key]:
            waiting += _requirements(package, frozenset(new))
    if found[NAME] is None:
        raise RefusedError(
            f"This command runs bare, from a checkout that is not set up ({sys.executable}).",
            go_on="make setup, then the same command",
        )
    return [package for key, package in found.items() if package and key != NAME]


def _installed(name: str) -> "Distribution | None":
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None  # for another platform, or another Python


def _requirements(
    package: Distribution, extras: "frozenset[str]"
) -> "Iterator[tuple[str, frozenset[str]]]":
    for text in package.requires or ():
        requirement, _, marker = text.partition(";")
        wanted = EXTRA.search(marker)
        if (wanted[1] if wanted else "") in extras and (match := REQUIREMENT.match(requirement)):
            names = (match[2] or "").replace(" ", "").split(",")
            yield match[1], frozenset(filter(None, names))
