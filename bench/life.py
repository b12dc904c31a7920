"""Measures the life of an instance of 1 GB: backup, upgrade, the way back, another host.

make bench-instance                         print the table
make bench-instance ARGUMENTS=--write       also keep it in docs/develop/performance.md
make bench-instance ARGUMENTS=--assets=N    with another size than that of 1 GB
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import page
from bench.figures import Figure
from bench.instance import EMAIL, PASSWORD, ROOT, Instance
from lazyit.instance import components
from lazyit.instance.instance import Instance as Own
from lazyit.instance.layout import Layout
from lazyit.instance.psql import Database
from tests.upgrade.next_version import Workshop
from tests.upgrade.outside import PERMISSIONS, Entry, Ledger, Outside, lost

GIGABYTE = 1e9
ASSETS = 250_000  # with their notes and history about 1 GB
KEY = "TWO_FACTOR_SECRET_KEY"
# Also who wrote them: a row that is written again has another xmin.
STANDING = """
SELECT 'key', xmin, name, identity FROM operations_keyidentity
UNION ALL SELECT 'release', xmin, version, state FROM instance_release ORDER BY 1, 3
"""
# Each version is newer than the one before.
NOTHING, FAILS, ADDITIVE = "9.1.0", "9.2.0", "9.3.0"


@dataclass
class Life:
    """An instance, what was measured of it, and the folder in which all of this is."""

    folder: Path = ROOT / "var" / "bench-instance"

    def __post_init__(self) -> None:
        self.instance = Instance(self.folder / "data")
        self.other_host = Instance(self.folder / "other-host")
        self.workshop = Workshop(self.folder / "next")
        self.ledgers: list[Ledger] = []

    def remove(self) -> None:
        """Stop both, and remove everything: the settings that were kept are secret."""
        self.other_host.remove()
        self.instance.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def measure(self, assets: int) -> Iterator[Figure]:
        """Yield every figure of the promise."""
        self.instance.start()
        words = ("admin", "create", "--email", EMAIL, "--name", "Bench Mark", "--password-stdin")
        self.instance.run(*words, given=PASSWORD)
        self.instance.run("demo", "load", "--assets", str(assets), "--notes")
        self.size = self._size()
        yield from self.of_backup()
        yield from self.of_upgrades()
        yield from self.of_a_wrong_key()
        yield from self.of_another_host()

    @property
    def _database(self) -> Database:
        return Database.at(Own.load(Layout(self.instance.folder)).cluster.url)

    def _size(self) -> float:
        return float(self._database.value("SELECT pg_database_size(current_database())"))

    def of_backup(self) -> Iterator[Figure]:
        """Measure a backup with its whole verification beside the plainest dump."""
        plain = timed(self._dump)
        proven = timed(self._back_up)
        note = f"{proven:.0f} s, {plain:.0f} s; {self.size / GIGABYTE:.2f} GB"
        what = "backup and full verification, against `pg_dump -Fc`"
        yield Figure(what, proven / plain, 2.5, "×", note)

    def _back_up(self) -> None:
        made = json.loads(self.instance.run("backup", "create", "--json"))
        self.bundle = str(made["name"])

    def _dump(self) -> None:
        target = self.folder / "plain.dump"
        command = [str(components.postgres("pg_dump")), "-Fc", "-f", str(target)]
        url = self.instance.settings()["DATABASE_URL"]
        subprocess.run([*command, url], check=True, timeout=1200)
        target.unlink()

    def of_upgrades(self) -> Iterator[Figure]:
        """Measure three upgrades as a client outside lives through them, and going back."""
        token = self.instance.run("admin", "token", "--name", "out", "--permissions", PERMISSIONS)
        self.token = token.split()[-1]
        yield self._held("nothing", NOTHING, 20, "nothing to migrate")
        yield self._back_by_itself()
        yield self._held("additive", ADDITIVE, 60, "additive migrations")
        yield self._rolled_back()
        *upgraded, rolled = self.ledgers
        failed = sum(len(ledger.failures()) for ledger in upgraded) + len(but_undone(rolled))
        asked = sum(len(ledger.entries) for ledger in self.ledgers)
        what = "requests failed during all this, as a client outside sees it"
        yield Figure(what, failed, 0, "", f"of {asked:,}")

    def _held(self, variant: str, version: str, limit: float, words: str) -> Figure:
        wheel = self.workshop.wheel(variant, version=version)
        with self._client(version) as ledger:
            told = self._upgrade(wheel)
        assert told["outcome"] == "committed", told
        longest = max(ledger().held, default=0.0)
        note = f"longest wait outside {longest:.1f} s"
        return Figure(f"held, {words}", told["held"], limit, "s", note)

    def _back_by_itself(self) -> Figure:
        wheel = self.workshop.wheel("raises", live=True, version=FAILS)
        with self._client(FAILS):
            told = self._upgrade(wheel, code=1)
        assert told["outcome"] == "went back", told
        back = [step for step in told["steps"] if step["step"].startswith("back_")]
        note = f"held {told['held']:.1f} s altogether"
        seconds = sum(step["seconds"] for step in back)
        return Figure("back by itself before commit", seconds, 15, "s", note)

    def _rolled_back(self) -> Figure:
        kept = self.ledgers[:-1]  # what came since the upgrade is undone
        with self._client("rollback", judge=False):
            seconds = timed(lambda: self.instance.run("upgrade", "rollback", "--yes"))
        assert [lost(ledger, self._database) for ledger in kept] == [[] for _ledger in kept]
        allowed = 120 * max(1.0, self.size / GIGABYTE)
        held = self._history()[0]["held"]
        return Figure("rollback after commit", seconds, allowed, "s", f"one command; held {held} s")

    def _upgrade(self, wheel: Path, code: int = 0) -> dict[str, Any]:
        words = ("upgrade", "run", "--to", str(wheel), "--yes", "--json")
        self.instance.run(*words, code=code)
        told: dict[str, Any] = self._history()[0]
        return told

    def _history(self) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = json.loads(self.instance.run("upgrade", "history", "--json"))
        return told

    @contextlib.contextmanager
    def _client(self, name: str, *, judge: bool = True) -> Iterator[Callable[[], Ledger]]:
        """A client outside for the length of a block; nothing that it was told is lost."""
        path = self.folder / f"ledger-{name}"
        path.unlink(missing_ok=True)
        with Outside(self.instance.port, self.token, path) as outside:
            yield lambda: outside.ledger
        self.ledgers.append(outside.ledger)
        assert not judge or lost(outside.ledger, self._database) == []

    def of_a_wrong_key(self) -> Iterator[Figure]:
        """Measure how soon a start with another key is refused, and that it writes nothing."""
        standing = self._database.run(STANDING)
        self.instance.stop()
        env = self.instance.folder / "env"
        right = env.read_text()
        lines = [line for line in right.splitlines() if not line.startswith(f"{KEY}=")]
        env.write_text("\n".join([*lines, f"{KEY}={'ab' * 32}"]) + "\n")
        words = ("up", "--port", str(self.instance.port), "--detach")
        seconds = timed(lambda: self.instance.run(*words, code=3))
        env.write_text(right)
        self.instance.start()
        assert self._database.run(STANDING) == standing, "a wrong key was written"
        yield Figure("wrong key refused", seconds, 5, "s", "nothing written")

    def of_another_host(self) -> Iterator[Figure]:
        """Measure one command that makes an instance of an exported file and its settings."""
        exported, env = self.folder / "exported", self.folder / "kept.env"
        self.instance.run("backup", "export", self.bundle, "--to", str(exported))
        env.write_text((self.instance.folder / "env").read_text())
        words = ("restore", str(exported), "--env", str(env))
        seconds = timed(lambda: self.other_host.run(*words))
        self.other_host.start()
        allowed = 600 * max(1.0, self.size / GIGABYTE)
        yield Figure("another host, from an exported file", seconds, allowed, "s", "one command")


def but_undone(ledger: Ledger) -> list[Entry]:
    """Return what failed; to read what a rollback has just undone is answered rightly."""
    return [entry for entry in ledger.failures() if entry.outcome != "404"]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    """Measure everything; 1 if a promise is not kept."""
    sizes = [word.partition("=")[2] for word in sys.argv if word.startswith("--assets=")]
    life = Life()
    life.remove()
    life.folder.mkdir(parents=True, exist_ok=True)
    try:
        return page.told(life.measure(int(sizes[-1]) if sizes else ASSETS), page.LIFE)
    finally:
        life.remove()


if __name__ == "__main__":
    sys.exit(main())
