"""Whole instances, started by the command a person types, in folders of their own."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.instance.checkout import Checkout
from tests.once import made_once

COMMAND = [sys.executable, "-m", "lazyit.cli.main"]
SECONDS = 120


@dataclass
class Lazyit:
    """The command on one data directory."""

    data: Path
    port: int

    def run(self, *words: str, code: int | None = 0) -> "subprocess.CompletedProcess[str]":
        verb, *rest = words
        done = subprocess.run(
            [*COMMAND, verb, "--data", str(self.data), *rest],
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done

    def up(self, *words: str, code: int = 0) -> "subprocess.CompletedProcess[str]":
        return self.run("up", "--detach", "--port", str(self.port), *words, code=code)

    def down(self) -> None:
        self.run("down", code=None)

    @property
    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return answer

    def processes(self) -> list[str]:
        """What runs with this data directory in its words, environment or working folder."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes()
                place = bytes((process / "cwd").readlink())
                surroundings = (process / "environ").read_bytes()
            except OSError:
                continue
            if bytes(self.data) in words + b"\0" + place + b"\0" + surroundings:
                found.append(words.decode(errors="replace"))
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ports() -> tuple[str, ...]:
    """Two that are free, as `start.sh` takes them."""
    return ("--http-port", str(free_port()), "--https-port", str(free_port()))


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout without an environment file."""
    return Checkout.make(tmp_path)


@pytest.fixture
def lazyit() -> Iterator[Lazyit]:
    """A data directory that does not exist yet."""
    with tempfile.TemporaryDirectory(prefix="lz-") as folder:
        command = Lazyit(Path(folder) / "data", free_port())
        yield command
        command.down()
        assert command.processes() == []


@pytest.fixture(scope="session")
def born(shared: Path) -> Path:
    """The data directory of an instance that was started once; only to be copied."""

    def make(folder: Path) -> None:
        command = Lazyit(folder / "data", free_port())
        command.up()
        command.down()

    return made_once(shared, "born", make) / "data"


def copy_of(born: Path, folder: Path) -> Lazyit:
    """An instance that was started before, which takes less time than the first start."""
    return Lazyit(shutil.copytree(born, folder / "data", symlinks=True), free_port())


@pytest.fixture(scope="module")
def running(born: Path) -> Iterator[Lazyit]:
    """An instance that serves, shared by the tests of a file."""
    with tempfile.TemporaryDirectory(prefix="lz-") as folder:
        command = copy_of(born, Path(folder))
        command.up()
        yield command
        command.down()
        assert command.processes() == []
