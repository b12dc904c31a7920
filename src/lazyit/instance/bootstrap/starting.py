"""Bring the stack up as the published command does, and wait until it serves."""

import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from lazyit.instance import ways
from lazyit.instance.failures import InstanceError

UP = f"{ways.COMPOSE} up -d --build"
SERVING = ("web", "api")
PATIENCE = 300.0
CODE = "/run/lazyit/setup-code"


def bring_up(root: Path, say: "Callable[[str], None]") -> None:
    """Build and start; compose's own words go to the terminal. Raises InstanceError."""
    say(f"$ {UP}")
    done = subprocess.run(shlex.split(UP), cwd=root, check=False)
    if done.returncode:
        raise InstanceError(
            f"Starting failed with exit code {done.returncode}; its reason stands above.",
            touched="The environment file is written; no data was changed.",
            go_on=f"{ways.COMPOSE} logs migrate web, then ./infra/start.sh",
        )


def wait(root: Path) -> None:
    """Return when people and programs are served; raises InstanceError after five minutes."""
    deadline = time.monotonic() + PATIENCE
    while not all(_serves(root, role) for role in SERVING):
        if time.monotonic() > deadline:
            raise InstanceError(
                f"After {PATIENCE:.0f} s it does not serve yet.",
                touched="The stack was started.",
                go_on=f"{ways.COMPOSE} logs web api migrate",
            )
        time.sleep(0.5)


def _serves(root: Path, role: str) -> bool:
    return _compose(root, "exec", "-T", role, "lazyit", "serve", role, "--health").returncode == 0


def setup_code(root: Path) -> "str | None":
    """The one-time code, while nobody has set the instance up."""
    done = _compose(root, "exec", "-T", "web", "cat", CODE)
    return done.stdout.strip() or None if done.returncode == 0 else None


def _compose(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [*shlex.split(ways.COMPOSE), *words]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
