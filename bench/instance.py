"""A whole instance of its own, started by the command that everybody uses."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "lazyit.cli.main"]
PASSWORD = "Correct horse 7 battery!"
EMAIL = "bench@example.com"


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Instance:
    """An embedded instance in a folder that is removed at the end."""

    folder: Path = ROOT / "var" / "bench"
    port: int = field(default_factory=free_port)

    def start(self) -> float:
        """Start it and return the seconds until the sign-in page answers."""
        began = time.perf_counter()
        self.run("up", "--port", str(self.port), "--detach")
        self.wait_for_page()
        return time.perf_counter() - began

    def wait_for_page(self) -> None:
        """Wait until the first page is served."""
        address = f"http://127.0.0.1:{self.port}/sign-in"
        subprocess.run(["curl", "-sfo", os.devnull, "--retry", "20", address], check=True)

    def stop(self) -> None:
        """Stop it if it runs."""
        self.run("down", check=False)

    def remove(self) -> None:
        """Stop it and remove everything."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *words: str, given: str | None = None, check: bool = True, code: int = 0) -> str:
        """Run one verb of the command and return what it printed; it has to end so."""
        command = [*COMMAND, *words, "--data", str(self.folder)]
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, check=False, timeout=1800
        )
        if check and done.returncode != code:
            raise SystemExit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def settings(self) -> dict[str, str]:
        """Return the settings that the instance's own processes get."""
        [pid] = self.processes("granian")[:1]
        pairs = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        return dict(pair.decode().split("=", 1) for pair in pairs if b"=" in pair)

    def processes(self, word: str = "") -> list[int]:
        """Return the ids of the instance's processes whose command contains a word."""
        supervisor = [p for p in _all_processes() if str(self.folder) in _command(p)]
        family = {p for p in _all_processes() if _has_ancestor(p, set(supervisor))}
        return [p for p in sorted(family | set(supervisor)) if word in _command(p)]

    def resident(self, word: str = "") -> float:
        """Return the resident memory of those processes in MB, shared pages counted once."""
        return sum(map(proportional_memory, self.processes(word)))


def proportional_memory(pid: int) -> float:
    """Return the memory of one process in MB, its share of shared pages included."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _has_ancestor(pid: int, ancestors: set[int]) -> bool:
    while pid > 1:
        pid = _parent(pid)
        if pid in ancestors:
            return True
    return False


def _parent(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(status.rpartition(")")[2].split()[1])
