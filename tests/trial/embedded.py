"""Writes docs/operate/example-one-host.md: an instance of 100,000 assets, upgraded, cut off, moved.

    make example        every command as an operator types it, in an empty folder

It begins with the release before this one, brings it to this one, and this one to a next version
that is made from it. A client outside writes all the while, and must be told the truth.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe

from lazyit import __version__
from tests.instance.conftest import free_port
from tests.trial.transcript import Transcript, Typed
from tests.upgrade.next.tree import copied
from tests.upgrade.next_version import Choice, Workshop, build
from tests.upgrade.outside import PERMISSIONS, Outside, lost
from tests.upgrade.prepared import Host

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/operate/example-one-host.md"
ASSETS = 100_000
LONGEST = 45  # lines of one command: every stage of an upgrade is shown
ENOUGH = 60  # rows that are confirmed before, and after, whatever is done
PATIENCE = 1800
KEPT = ("PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "PIP_CONFIG_FILE", "PIP_INDEX_URL")
LAZYIT = ".venv/bin/lazyit"
RELEASE = "SELECT version || ' ' || state FROM instance_release"
HEAD = f"""\
# An instance on one host, from one version to the next and back

Written by `make example`: do not edit. Every line was typed into a shell, with an instance of
{ASSETS:,} assets; output is shortened, and secrets, folders and addresses of other hosts are
replaced. Times are of a small machine with two cores. What each command does is told in
[upgrades](upgrades.md) and [backups](backups.md).
"""


@dataclass
class Trial:
    """An operator in an empty folder, and what was typed."""

    place: Path
    transcript: Transcript = field(default_factory=lambda: Transcript(LONGEST))
    port: int = field(default_factory=free_port)
    token: str = ""

    def __post_init__(self) -> None:
        self.checkout = self.place / "lazyit"
        self.host = Host(self.checkout / "instance", self.port)
        self.transcript.replace(str(self.place), "~")
        self.transcript.replace(str(ROOT), "https://…/lazyit.git")
        self.transcript.replace(str(self.port), "8080")

    def begin(self, title: str, *words: str) -> None:
        """What is typed from now on belongs under this title."""
        self.transcript.begin("", title)
        self.transcript.end("passed")
        for paragraph in words:
            self.transcript.note(paragraph)

    def types(self, line: str, *, code: int = 0, **environ: str) -> str:
        """Type a line; it is kept with its exit code, which has to be this one."""
        began = time.monotonic()
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.checkout if self.checkout.is_dir() else self.place,
            env={**{name: os.environ[name] for name in KEPT if name in os.environ}, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
        seconds = time.monotonic() - began
        ended = as_shells_say(done.returncode)
        self.transcript.add(Typed(line, ended, seconds, done.stdout))
        assert ended == code, f"{line}\n[exit {ended}]\n{done.stdout}"
        return done.stdout

    def brings(self, wheel: Path) -> str:
        """Have a new version's file at hand; returns how it is typed."""
        return str(shutil.copy(wheel, self.place / wheel.name))

    @contextmanager
    def somebody_outside(self, name: str, *, judge: bool = True) -> Iterator[Outside]:
        """A client writes for the length of a block; what came of it is told."""
        ledger = self.place / f"ledger {name}"
        with Outside(self.port, self.token, ledger) as outside:
            outside.wait_for(ENOUGH)
            yield outside
            outside.wait_for(len(outside.ledger.confirmed) + ENOUGH)
        told = outside.ledger
        failed = [
            entry for entry in told.failures(outside.excused) if judge or entry.outcome != "404"
        ]
        assert failed == []
        assert not judge or lost(told, self.host.database) == []
        excused = len(told.failures()) - len(told.failures(outside.excused))
        self.transcript.note(
            summary(len(told.entries), max(told.held, default=0.0), excused, judge)
        )

    def is_at(self, version: str) -> None:
        """Nobody serves anything else."""
        status = self.host.status
        assert (status["phase"], status["version"]) == ("running", version)
        assert self.host.database.value(RELEASE) == f"{version} committed"


def as_shells_say(code: int) -> int:
    """Return how a shell tells of a command that a signal ended: bash becomes a single command."""
    return code if code >= 0 else 128 - code


def summary(asked: int, longest: float, away: int, keeps: bool) -> str:
    """Return what a client outside saw, in words."""
    waited = f"the longest wait was {longest:.1f} s" if longest else "none had to wait for a second"
    met = f" {away} met nobody while the host was without power." if away else ""
    kept = (
        "every row that was confirmed is there"
        if keeps
        else "what it wrote since the upgrade is undone"
    )
    return (
        f"Seen by a client outside: {asked:,} requests meanwhile, none failed; {waited}."
        f"{met} Afterwards {kept}."
    )


def is_set_up(trial: Trial) -> None:
    """An instance with records, at the release before this one."""
    trial.begin("An instance with records")
    trial.types(f"git clone --quiet {ROOT} lazyit")
    trial.types(f"git -c advice.detachedHead=false checkout --quiet {released_before()}")
    trial.types("make setup")
    trial.types(f"{LAZYIT} up --detach --port {trial.port}")
    person = '--email ada@example.com --name "Ada Example" --password-stdin'
    password = f"{token_urlsafe()}-aA1!"
    trial.types(f'echo "$PASSWORD" | {LAZYIT} admin create {person}', PASSWORD=password)
    trial.types(f"{LAZYIT} demo load --assets {ASSETS}")
    told = trial.types(f"{LAZYIT} admin token --name outside --permissions {PERMISSIONS}")
    trial.token = told.split()[-1]
    trial.transcript.replace(trial.token, "lzt_…")


def released_before() -> str:
    """Return the last commit of the version before this one."""
    words = ["log", "-1", "--format=%h^", "-G__version__", "--", "src/lazyit/__init__.py"]
    return subprocess.run(
        ["git", *words], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def fails_half_way(trial: Trial, workshop: Workshop, before: str) -> None:
    """It goes back by itself."""
    trial.begin(
        "A version whose migration fails half-way",
        "It passes its trial on a restored copy, and fails on the live data alone.",
    )
    wheel = trial.brings(workshop.wheel("raises", live=True))
    with trial.somebody_outside("failing"):
        trial.types(f"{LAZYIT} upgrade plan --to {wheel}")
        trial.types(f"{LAZYIT} upgrade run --to {wheel} --yes", code=1)
        trial.types(f"{LAZYIT} upgrade history")
    trial.is_at(before)


def is_cut_off(trial: Trial, wheel: str, before: str) -> None:
    """The host dies while migrations run."""
    trial.begin(
        "The plug is pulled while the data is changed",
        "`LAZYIT_FAILPOINT` kills the command at a point of its journal, for such trials; in the"
        " same moment every process of the instance is killed.",
    )
    failpoint = "LAZYIT_FAILPOINT=upgrade.migrate.work:after"
    run = f"{LAZYIT} upgrade run --to {wheel} --yes"
    with trial.somebody_outside("cut off") as outside, outside.nobody_home():
        trial.types(f"{failpoint} setsid -w {run}", code=137)
        trial.host.pull_the_plug()
        trial.types(f"{LAZYIT} up --detach", code=3)
        trial.types(f"{LAZYIT} upgrade resume")
        trial.types(f"{LAZYIT} up --detach")
    trial.is_at(before)


def is_upgraded(trial: Trial, title: str, wheel: str, version: str) -> None:
    """People only wait."""
    trial.begin(title)
    with trial.somebody_outside(f"upgraded {version}"):
        trial.types(f"{LAZYIT} upgrade plan --to {wheel}")
        trial.types(f"{LAZYIT} upgrade run --to {wheel} --yes")
        trial.types(f"{LAZYIT} status")
    trial.is_at(version)


def takes_its_command(trial: Trial) -> None:
    """The checkout is brought to the version that runs, and its command with it."""
    trial.transcript.note("The command is brought to the same version:")
    trial.types("git checkout --quiet -")
    trial.types("make setup")


def goes_back(trial: Trial, before: str) -> None:
    """After people have worked with it."""
    trial.begin("Back again, after people have worked with it")
    with trial.somebody_outside("rolled back", judge=False):
        trial.types(f"{LAZYIT} upgrade rollback --yes")
        trial.types(f"{LAZYIT} upgrade history")
    trial.is_at(before)


def moves(trial: Trial, before: str) -> None:
    """To a host with nothing but the program, one file and the settings."""
    trial.begin(
        "To an empty host, from one file",
        "The settings file holds the keys; it is kept apart from the bundles, and taken along.",
    )
    there, export = trial.place / "other-host", trial.place / "lazyit.backup"
    trial.types(f"{LAZYIT} backup create")
    trial.types(f"{LAZYIT} backup export latest --to {export}")
    trial.types(f"cp instance/env {trial.place}/kept.env")
    trial.types(f"{LAZYIT} down")
    trial.types(f"{LAZYIT} restore {export} --env {trial.place}/kept.env --data {there}")
    trial.types(f"{LAZYIT} up --detach --data {there}")
    trial.types(f"{LAZYIT} backup create --data {there}")  # or doctor says that there is none
    trial.types(f"{LAZYIT} doctor --data {there}")
    moved = Host(there, trial.port)
    counted = "SELECT count(*) FROM assets_asset"
    assert int(moved.database.value(counted)) > ASSETS
    assert moved.status["version"] == before
    trial.types(f"{LAZYIT} down --data {there}")


def everything(trial: Trial, workshop: Workshop) -> None:
    """The whole story."""
    is_set_up(trial)
    this = trial.brings(build(copied(trial.place / "this" / "tree").path, trial.place / "this"))
    is_upgraded(trial, "From the version before to this one", this, __version__)
    takes_its_command(trial)
    fails_half_way(trial, workshop, __version__)
    wheel = trial.brings(workshop.wheel("whole"))
    is_cut_off(trial, wheel, __version__)
    is_upgraded(trial, "To a next version, with migrations", wheel, Choice("whole").number)
    goes_back(trial, __version__)
    moves(trial, __version__)


def main() -> int:
    """Try everything in an empty folder; keep the page if all of it held."""
    with tempfile.TemporaryDirectory(prefix="lz-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        trial = Trial(place)
        try:
            everything(trial, Workshop(place / "next"))
        finally:
            trial.host.pull_the_plug()
            Host(place / "other-host", trial.port).pull_the_plug()
            sys.stdout.write(trial.transcript.text(HEAD))
    PAGE.write_text(trial.transcript.text(HEAD))
    return 0


if __name__ == "__main__":
    sys.exit(main())
