"""`lazyit doctor` on whole instances: what is broken is named with the command that mends it."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.instance.conftest import COMMAND, Lazyit
from tests.instance.test_bare import ROOT, bare, checkout

__all__ = ["checkout"]  # the fixture
pytestmark = pytest.mark.life
Told = dict[str, str]


def examined(lazyit: Lazyit, code: int | None = None) -> list[Told]:
    answer: dict[str, Any] = json.loads(lazyit.run("doctor", "--json", code=code).stdout)
    findings: list[Told] = answer["findings"]
    return findings


def of(check: str, findings: list[Told]) -> Told:
    (finding,) = [each for each in findings if each["check"] == check]
    return finding


def mend(finding: Told) -> None:
    """Run the finding's command as it stands."""
    command = shlex.join(COMMAND) + " "
    line = finding["fix"].replace("lazyit ", command, 1)
    assert subprocess.run(line, shell=True, timeout=60).returncode == 0


def made_before(folder: Path, age: timedelta) -> Path:
    """The bundle by the name that it would have if it had been made so long ago."""
    stamp = (datetime.now(UTC) - age).strftime("%Y%m%dT%H%M%SZ")
    return folder.rename(folder.with_name(stamp + folder.name[len(stamp) :]))


def test_a_running_instance_is_in_order_but_for_what_nobody_did_yet(running: Lazyit) -> None:
    findings = examined(running, code=1)
    wanting = {each["check"] for each in findings if each["level"] != "ok"}
    assert wanting == {"backups", "setup"}
    assert {"settings", "permissions", "keys", "release"} <= {each["check"] for each in findings}


def test_the_screen_shows_failures_first_with_why_and_fix(running: Lazyit) -> None:
    env = running.data / "env"
    env.chmod(0o644)
    lines = running.run("doctor", code=2).stdout.splitlines()
    env.chmod(0o600)
    assert lines[0] == "Failures (1)"
    assert lines[1].split(None, 2)[:2] == ["File", "permissions"]
    assert f"$ chmod 600 {env}" in [line.strip() for line in lines]
    assert "Warnings (2)" in lines


def test_a_file_open_to_others_is_found_and_mended(running: Lazyit) -> None:
    (running.data / "env").chmod(0o644)
    mend(of("permissions", examined(running, code=2)))
    assert of("permissions", examined(running, code=1))["level"] == "ok"


def test_odd_names_and_broken_lines_are_found(running: Lazyit) -> None:
    env = running.data / "env"
    before = env.read_text()
    env.write_text(f"{before}\nMEILI_HOST=x\n")
    assert "MEILI_HOST" in of("settings", examined(running, code=1))["what"]
    env.write_text(f"{before}\nTRUST_PROXY=\n")
    finding = of("settings", examined(running, code=2))
    env.write_text(before)
    assert "TRUST_PROXY" in finding["what"]
    assert finding["fix"] == f"lazyit env check --data {running.data}"


def test_another_key_is_found_before_the_next_start_would_be_refused(running: Lazyit) -> None:
    env = running.data / "env"
    before = env.read_text()
    assert of("keys", examined(running, code=1))["what"].startswith("Keys, by identity: TWO_FACTOR")
    env.write_text(re.sub("TWO_FACTOR_SECRET_KEY=.*", f"TWO_FACTOR_SECRET_KEY={'ab' * 32}", before))
    finding = of("keys", examined(running, code=2))
    env.write_text(before)
    assert "TWO_FACTOR_SECRET_KEY is another key" in finding["what"]
    assert "ab" * 32 not in json.dumps(finding)


def test_a_stopped_role_is_found_and_started(running: Lazyit) -> None:
    running.run("down", "worker")
    mend(of("instance", examined(running, code=2)))
    assert of("instance", examined(running))["level"] == "ok"


def test_a_broker_that_hangs_is_found(running: Lazyit) -> None:
    pid = running.status["roles"]["valkey"]["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        finding = of("broker", examined(running, code=2))
    finally:
        os.kill(pid, signal.SIGCONT)
    assert finding["fix"] == f"lazyit logs valkey --data {running.data}"
    mend(finding)


@pytest.mark.long
def test_the_newest_proven_backup_is_judged_by_its_age(running: Lazyit) -> None:
    mend(of("backups", examined(running, code=1)))
    (folder,) = (running.data / "backups").glob("*Z-*")
    assert of("backups", examined(running))["level"] == "ok"
    folder = made_before(folder, timedelta(hours=49))
    assert of("backups", examined(running, code=2))["level"] == "failure"
    (folder / "verification.json").unlink()
    assert "no verified backup" in of("backups", examined(running, code=1))["what"]
    shutil.rmtree(folder)


def test_an_address_where_nothing_answers_is_found(running: Lazyit) -> None:
    env = running.data / "env"
    before = env.read_text()
    env.write_text(f"{before}\nWEB_ORIGIN=http://127.0.0.1:1\n")
    finding = of("address", examined(running))
    env.write_text(before)
    assert finding["level"] == "warning"


def commands() -> list[list[str]]:
    """What the page for troubles tells people to type."""
    text = (ROOT / "docs/operate/troubleshooting.md").read_text()
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def test_every_command_of_the_page_for_troubles_works(running: Lazyit) -> None:
    answers = [running.run(*words, code=None).returncode for words in commands()]
    assert answers == [1, 0, 0, 0, 0, 0]  # there is no backup yet


@pytest.mark.long
def test_an_instance_that_is_down_is_named_with_its_command(lazyit: Lazyit) -> None:
    lazyit.up()
    lazyit.down()
    findings = examined(lazyit, code=2)
    assert of("instance", findings)["fix"] == f"lazyit up --data {lazyit.data}"
    assert of("settings", findings)["level"] == "ok"
    (lazyit.data / "env").unlink()
    assert "is missing" in of("settings", examined(lazyit, code=2))["what"]
    (lazyit.data / "env").mkdir()
    assert "IsADirectoryError" in of("settings", examined(lazyit, code=2))["what"]


def test_a_file_in_the_place_of_the_data_is_no_crash(lazyit: Lazyit) -> None:
    lazyit.data.write_text("")
    assert of("instance", examined(lazyit, code=2))["level"] == "failure"


def test_nothing_there_is_a_finding_too(checkout: Path) -> None:
    told = bare(checkout, "doctor", "--data", str(checkout / "data"))
    assert told.returncode == 2
    assert "There is no instance in" in told.stdout
    assert not (checkout / "data").exists()
