"""Give lazyit another version, in every place that names it.

tools/version.py VERSION     write it, if CHANGELOG.md has a section for it
tools/version.py check       exit 1 if the places disagree
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = r"\d+\.\d+\.\d+"
# Where the version stands, each with what is before it.
PLACES = {
    "src/lazyit/__init__.py": r'(?m)(?<=^__version__ = ")',
    "pyproject.toml": r'(?m)(?<=^version = ")',
}
# What writes all else that follows from it: the tag of the image, what upgrades read.
WRITERS = ("components.py", "release.py")
CHANGES = ROOT / "CHANGELOG.md"


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    if arguments == ["check"]:
        return check()
    if len(arguments) != 1 or not re.fullmatch(VERSION, arguments[0]):
        print(__doc__)
        return 2
    return move(arguments[0])


def check() -> int:
    """Say which places differ from the package itself."""
    version, *_rest = found("src/lazyit/__init__.py")
    stale = [path for path in PLACES if set(found(path)) != {version}]
    print("\n".join(f"{path}: is not of {version}" for path in stale) or f"All of {version}.")
    return int(bool(stale))


def found(path: str) -> list[str]:
    """Every version that a place names."""
    return re.findall(PLACES[path] + VERSION, (ROOT / path).read_text())


def move(version: str) -> int:
    """Write a version everywhere; one that is older, or has no notes, is refused."""
    present, *_rest = found("src/lazyit/__init__.py")
    if reason := reason_against(version, present):
        print(f"{reason} Nothing was written.", file=sys.stderr)
        return 1
    for path, place in PLACES.items():
        text = (ROOT / path).read_text()
        (ROOT / path).write_text(re.sub(place + VERSION, version, text))
    return max(written_by(tool) for tool in WRITERS)


def written_by(tool: str) -> int:
    """Let another tool follow, in a process of its own that reads the new version."""
    command = [sys.executable, str(Path(__file__).with_name(tool)), "update"]
    return subprocess.run(command, check=False).returncode


def reason_against(version: str, present: str) -> str:
    """Why a version cannot follow the present one; empty if it can."""
    if numbers(version) < numbers(present):
        return f"{version} is older than {present}."
    if not re.search(rf"^## {re.escape(version)}$", CHANGES.read_text(), re.MULTILINE):
        return f"CHANGELOG.md has no section {version}."
    return ""


def numbers(version: str) -> list[int]:
    """A version as it is compared."""
    return [int(number) for number in version.split(".")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
