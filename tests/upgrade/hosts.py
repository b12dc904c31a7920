"""What tests of whole upgrades share: an instance that serves, a client outside, a judgement."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lazyit import __version__
from lazyit.instance.upgrade.runs import CLOSING
from lazyit.instance.upgrade.steps import BEFORE, HELD
from tests.matrix import NEW, OLD, Matrix
from tests.upgrade.next.variants import VARIANTS
from tests.upgrade.next_version import Choice, Workshop
from tests.upgrade.outside import Outside
from tests.upgrade.prepared import BLOBS, SECONDS, SECRETS, Done, Host, finished, go_on_of

SEALED = "SELECT count(*) FROM mfa_authenticator WHERE data->>'secret' LIKE 'sealed:%'"
RELEASE = "SELECT version || ' ' || state FROM instance_release"
NEW_COLUMN = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'colour'"
LEFT = "SELECT datname FROM pg_database WHERE datname LIKE 'lazyit%' ORDER BY 1"


def points(*steps: str) -> list[str]:
    """Return every point of these steps: before and after each, and what it does."""
    whens = (":before", ".work:before", ".work:after", ":after")
    return [f"upgrade.{step}{when}" for step in steps for when in whens]


def step_of(point: str) -> str:
    """Return the step that a point belongs to."""
    return point.removeprefix("upgrade.").partition(":")[0].removesuffix(".work")


def comes_to(point: str) -> str:
    """Return what serves after a run was killed at a point and resumed."""
    step = step_of(point)
    is_noted = point != f"upgrade.{step}:before"  # the journal says that it was begun
    if step in BEFORE or (step == CLOSING and not is_noted):
        return NEW  # nobody was sent away: it begins again
    if step in HELD or (step == "commit" and not is_noted):
        return OLD
    return NEW


@dataclass
class Upgraded:
    """An instance that serves, with a client outside, and the version that it is to come to."""

    host: Host
    outside: Outside
    choice: Choice
    wheel: Path
    told: list[str] = field(default_factory=list)

    def start(self, **environ: str) -> subprocess.Popen[str]:
        """Begin to upgrade."""
        words = ("upgrade", "run", "--yes", "--to", str(self.wheel))
        return self.host.start(*words, **environ)

    def run(self, code: int | None = 0, **environ: str) -> Done:
        """Upgrade."""
        return finished(self.start(**environ), code)

    def killed_at(self, point: str, *words: str) -> None:
        """Upgrade, or do something else, until a point is reached."""
        if words:
            self.host.killed_at(point, *words)
        else:
            self.run(-9, LAZYIT_FAILPOINT=point)

    def resume(self, code: int | None = 0) -> Done:
        """Finish what was cut off."""
        return self.host.command("upgrade", "resume", code=code)

    @property
    def version_of(self) -> dict[str, str]:
        """The version that each outcome stands for."""
        return {OLD: __version__, NEW: self.choice.number}

    def judge(self, outcome: str) -> None:
        """Let it serve on for a moment; then everything has to be as this outcome demands."""
        self.outside.wait_for(len(self.outside.ledger.confirmed) + 3)
        changed = outcome == NEW and bool(VARIANTS[self.choice.variant].changes)
        serves(self.host, self.version_of[outcome], is_new=changed)
        left_behind(self.host)
        self.outside.judge(self.host.database)

    def note(self, matrix: Matrix, section: str, fault: str, outcome: str, then: str) -> None:
        """Write down how it ended."""
        matrix.note(section, fault, outcome, then)
        self.count(matrix)

    def count(self, matrix: Matrix) -> None:
        """Write down what the client outside saw, once for all cases of a test."""
        ledger = self.outside.ledger
        matrix.count(len(ledger.confirmed), max(ledger.held, default=0.0))


@contextmanager
def stopped(process: subprocess.Popen[str]) -> Iterator[None]:
    """Wait until a command has stopped at its pause; it goes on after the block."""
    deadline = time.monotonic() + SECONDS
    while state_of(process.pid) != "T":
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def state_of(pid: int) -> str:
    """Return what the kernel says that a process does; T: it is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@contextmanager
def upgraded(
    host: Host, workshop: Workshop, variant: str = "whole", *, live: bool = False
) -> Iterator[Upgraded]:
    """An instance that serves a client outside, about to be upgraded."""
    wheel = workshop.wheel(variant, live=live)
    host.up()
    with Outside(host.port, host.token, host.data.parent / "ledger") as outside:
        yield Upgraded(host, outside, Choice(variant, live), wheel)


def serves(host: Host, version: str, *, is_new: bool) -> None:
    """Assert that a version serves, on its own data, and that nothing is left lying about."""
    status = host.status
    assert (status["phase"], status["version"]) == ("running", version)
    assert {role["state"] for role in status["roles"].values()} == {"running"}
    database = host.database
    assert database.value(RELEASE) == f"{version} committed"
    assert database.value(SEALED) == str(SECRETS)
    assert (database.value(NEW_COLUMN) == "1") is is_new
    assert len([p for p in host.layout.attachments.rglob("*") if p.is_file()]) == BLOBS
    assert answer(host, "/sign-in")[0] == 200


def left_behind(host: Host) -> None:
    """Assert that no half-made thing is left: no copy that nobody needs, no scratch."""
    names = [row[0] for row in host.database.run(LEFT)]
    assert names == ["lazyit", *(n for n in names if n.startswith("lazyit_before_"))], names
    assert list((host.data / "releases").glob("*.partial")) == []
    backups = host.data / "backups"
    for pattern in ("rehears*", "*scratch*", "*.partial"):
        assert list(backups.glob(pattern)) == []


def answer(host: Host, path: str) -> tuple[int, bytes]:
    """Ask the instance from outside."""
    connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=30)
    try:
        connection.request("GET", path)
        found = connection.getresponse()
        return found.status, found.read()
    finally:
        connection.close()


def history(host: Host) -> list[dict[str, Any]]:
    """Return every run, as the command tells it."""
    found: list[dict[str, Any]] = json.loads(host.command("upgrade", "history", "--json").stdout)
    return found


def stage(host: Host, wheel: Path, elsewhere: Path) -> None:
    """Have both releases made before, so that a case need not: they are large, and always alike.

    They are kept elsewhere and linked to, so that all copies of this host share them.
    """
    host.up()
    try:
        words = ("upgrade", "run", "--yes", "--to", str(wheel))
        host.killed_at("upgrade.stage:after", *words)
        host.command("upgrade", "rollback", "--yes")
    finally:
        host.down()
    shutil.rmtree(host.data / "upgrades")
    elsewhere.mkdir()
    for release in (host.data / "releases").glob("*.*.*[0-9]"):
        release.symlink_to(shutil.move(release, elsewhere / release.name))


def command_in(told: str) -> str:
    """Return the command of an error, without what surrounds it."""
    return re.split(r", (?:after|when|then) ", go_on_of(told))[0]
