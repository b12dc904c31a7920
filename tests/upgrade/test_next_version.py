"""The next version is whole: its models fit its migrations, its wheel has all that is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.upgrade.next.variants import SETTING, VARIANTS
from tests.upgrade.next_version import Choice, Workshop


def run_in(tree: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src"), SETTING: "given"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_next_version_is_newer_and_none_like_another() -> None:
    numbers = {Choice(name, live).number for name in VARIANTS for live in (False, True)}
    assert len(numbers) == 2 * len(VARIANTS)
    assert all(number.startswith("9.") for number in numbers)


LONG = ("additive", "nothing", "asks-for-setting")


@pytest.mark.parametrize(
    "variant", ["whole", *(pytest.param(n, marks=pytest.mark.long) for n in LONG)]
)
def test_the_models_of_a_next_version_fit_its_migrations(workshop: Workshop, variant: str) -> None:
    manage = ("-m", "lazyit.config.manage")
    run_in(workshop.tree(variant), *manage, "makemigrations", "--check", "--dry-run")


@pytest.mark.long
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_next_version_says_which_it_is(workshop: Workshop, variant: str) -> None:
    told = run_in(workshop.tree(variant), "-m", "lazyit.cli.main", "--version")
    assert (Choice(variant).number in told) == (variant != "wrong-version")


@pytest.mark.long
@pytest.mark.parametrize("variant", ["whole", "additive", "nothing"])
def test_release_json_tells_what_a_next_version_brings(workshop: Workshop, variant: str) -> None:
    run_in(workshop.tree(variant), "tools/release.py", "check", "--deep")


@pytest.mark.long
def test_the_wheel_has_all_of_the_package(workshop: Workshop) -> None:
    wheel = workshop.wheel()
    assert wheel == workshop.wheel()  # made once
    packed = zipfile.ZipFile(wheel)
    names = packed.namelist()
    for part in (".mo", "_fill_colour.py", "cli/main.py", ".html", ".css", "fault.py"):
        assert any(name.endswith(part) for name in names), part
    assert not any("/tests/" in name for name in names)
    assert Choice("whole").number in packed.read("lazyit/release.json").decode()
