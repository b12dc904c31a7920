"""A copy of the working tree, and changes of it that fail where they do not fit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PACKAGE = "src/lazyit"


@dataclass(frozen=True)
class Tree:
    """A checkout of its own."""

    path: Path

    def read(self, name: str) -> str:
        """Return the text of a file of the package."""
        return (self.path / PACKAGE / name).read_text()

    def write(self, name: str, text: str) -> None:
        """Write a file of the package."""
        (self.path / PACKAGE / name).write_text(text)

    def replace(self, name: str, old: str, new: str) -> None:
        """Change the one place of a file that reads like this."""
        text = self.read(name)
        if text.count(old) != 1:
            raise LookupError(f"{name} has {text.count(old)} times: {old}")
        self.write(name, text.replace(old, new))

    def append(self, name: str, text: str) -> None:
        """Write at the end of a file of the package."""
        self.write(name, self.read(name) + text)

    def add_migration(self, app: str, word: str, body: str) -> str:
        """Add a migration behind the newest one of an app; return its name."""
        folder = self.path / PACKAGE / app / "migrations"
        newest = max(path.stem for path in folder.glob("[0-9]*.py"))
        name = f"{int(newest[:4]) + 1:04d}_{word}"
        label = app.rpartition("/")[2]
        (folder / f"{name}.py").write_text(body.replace("NEWEST", f'"{label}", "{newest}"'))
        return f"{label}.{name}"

    def tell(self, **facts: Any) -> None:
        """Put facts into release.json, lists behind what is listed."""
        path = self.path / "release.json"
        if path.exists():
            told = json.loads(path.read_text())
            for name, fact in facts.items():
                told[name] = [*told[name], *fact] if isinstance(fact, list) else fact
            path.write_text(json.dumps(told, indent=1))

    def tell_migration(self, told: dict[str, Any]) -> None:
        """Put a migration into release.json, behind those of its app, as its turn is."""
        path = self.path / "release.json"
        known = json.loads(path.read_text())
        label = str(told["name"]).partition(".")[0]
        turns = [each["name"].partition(".")[0] for each in known["migrations"]]
        known["migrations"].insert(len(turns) - turns[::-1].index(label), told)
        path.write_text(json.dumps(known, indent=1))

    def set_version(self, number: str) -> None:
        """Say in every place that this is another version."""
        self._sub("pyproject.toml", r'^version = ".*"$', f'version = "{number}"')
        self._sub(f"{PACKAGE}/__init__.py", r'^__version__ = ".*"$', f'__version__ = "{number}"')
        self._sub("CHANGELOG.md", r"^## ", f"## {number}\n\n- The next version.\n\n## ")
        self.tell(version=number)
        self._run("tools/components.py", "update")

    def _sub(self, name: str, pattern: str, text: str) -> None:
        path = self.path / name
        changed, count = re.subn(pattern, text, path.read_text(), count=1, flags=re.MULTILINE)
        if not count:
            raise LookupError(f"{name} has no {pattern}")
        path.write_text(changed)

    def _run(self, *words: str) -> None:
        environ = {**os.environ, "PYTHONPATH": str(self.path / "src")}
        command = [sys.executable, *words]
        subprocess.run(command, cwd=self.path, env=environ, check=True, timeout=120)


def copied(folder: Path) -> Tree:
    """Copy the working tree as it is now, with its compiled translations."""
    for name in [*_tracked(), *_compiled()]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target, follow_symlinks=False)
    return Tree(folder)


def _tracked() -> list[str]:
    words = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _compiled() -> list[str]:
    found = [str(path.relative_to(ROOT)) for path in (ROOT / PACKAGE).rglob("*.mo")]
    if not found:
        raise LookupError("no compiled translations: tools/translations.py compile")
    return found
