"""Commands of a container engine: they outlive nobody's lock, and a signal ends all of one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lazyit.instance.upgrade.compose import engine
from lazyit.instance.upgrade.signals import Interrupted, Signals

SECONDS = 30
ENGINE = """
import sys
from pathlib import Path
from lazyit.instance.upgrade.compose import engine
with engine.alone(Path(sys.argv[1]), print):
    engine.run("sh", "-c", f"touch begun; read line < go-on; touch ended", folder=Path(sys.argv[2]))
"""


def until(path: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_a_killed_upgrade_began_ends_before_the_next_command(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "go-on")
    lock = tmp_path / "lock"
    killed = subprocess.Popen([sys.executable, "-c", ENGINE, str(lock), str(tmp_path)])
    until(tmp_path / "begun")
    killed.kill()
    killed.wait(SECONDS)

    def let_it_end(words: str) -> None:
        assert "still at work" in words
        assert not (tmp_path / "ended").exists()
        (tmp_path / "go-on").write_text("now\n")

    with engine.alone(lock, let_it_end):
        assert (tmp_path / "ended").exists()


def test_a_signal_ends_a_command_with_all_that_it_started(tmp_path: Path) -> None:
    """As the engine's client starts compose."""
    line = "sh -c 'trap \"touch told; exit\" TERM; touch begun; while :; do sleep 0.05; done'; true"
    signals = Signals(print)
    bell = f"while [ ! -e begun ]; do sleep 0.02; done; kill -TERM {os.getpid()}"
    with (
        subprocess.Popen(["sh", "-c", bell], cwd=tmp_path),
        signals.heard(),
        pytest.raises(Interrupted, match=signal.SIGTERM.name),
    ):
        engine.run("sh", "-c", line, folder=tmp_path)
    assert (tmp_path / "told").exists()


def test_what_a_command_says_is_shown_while_it_runs(tmp_path: Path) -> None:
    seen: list[str] = []
    words = ("sh", "-c", "echo one; echo two >&2; exit 3")
    told = engine.follow(words, tmp_path, {}, seen.append, tmp_path / "log")
    assert told == (3, "one\ntwo\n")
    assert seen == ["one\n", "two\n"]
    assert (tmp_path / "log").read_text() == "one\ntwo\n"
