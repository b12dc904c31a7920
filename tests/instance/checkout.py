"""A checkout of the repository on a host whose engine is a stand-in: nothing runs."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance.environment import EnvironmentFile

ROOT = Path(__file__).resolve().parents[2]
# What an engine would say; what it was asked is kept.
ENGINE = """#!/bin/sh
echo "$*" >> "$ASKED"
case "$*" in
  "volume inspect"*) exit "${WITHOUT_VOLUME:-1}" ;;
  *setup-code) echo ABCD-EFGH-2345 ;;
esac
"""


@dataclass
class Checkout:
    """A checkout without an environment, on a host with an engine."""

    root: Path
    tools: Path

    @classmethod
    def make(cls, folder: Path) -> "Checkout":
        root, tools = folder / "lazyit", folder / "tools"
        for part in ("src/lazyit/cli", "src/lazyit/instance", "infra"):
            ignored = shutil.ignore_patterns("__pycache__", ".env.prod")
            shutil.copytree(ROOT / part, root / part, ignore=ignored)
        for name in ("src/lazyit/__init__.py", "lazyit", "compose.yaml"):
            shutil.copy(ROOT / name, root / name)
        tools.mkdir()
        (tools / "docker").write_text(ENGINE)
        (tools / "docker").chmod(0o755)
        return cls(root, tools)

    @property
    def env(self) -> Path:
        return self.root / "infra/env/.env.prod"

    @property
    def asked(self) -> str:
        path = self.tools / "asked"
        return path.read_text() if path.exists() else ""

    @property
    def surroundings(self) -> dict[str, str]:
        """What a shell on this host has."""
        return {
            "PATH": f"{self.tools}:{os.environ['PATH']}",
            "PYTHON": sys.executable,
            "ASKED": str(self.tools / "asked"),
        }

    def start(
        self, *words: str, code: int = 0, **environ: str
    ) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            ["infra/start.sh", *words],
            cwd=self.root,
            env={**self.surroundings, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def values(self) -> dict[str, str]:
        file = EnvironmentFile.read(self.env)
        assert file.problems == []
        return file.values
