"""The product's own source, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "lazyit"

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Module:
    """One Python file of the product."""

    path: Path

    @property
    def name(self) -> str:
        """Return the path below src/lazyit, as rules name it."""
        return str(self.path.relative_to(PACKAGE))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text())

    @property
    def rooms(self) -> tuple[str, ...]:
        return self.path.relative_to(PACKAGE).parts

    @property
    def is_test(self) -> bool:
        return "tests" in self.rooms

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield line and full name of everything imported, one entry a name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def modules(*, tests: bool = False) -> tuple[Module, ...]:
    """Return every module of the product, in order; its tests only when asked."""
    found = (Module(path) for path in sorted(PACKAGE.rglob("*.py")))
    return tuple(module for module in found if tests or not module.is_test)


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file of the repository, also those not committed yet."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / line for line in listing.stdout.splitlines())
    return tuple(path for path in paths if path.is_file())
