"""`lazyit env seal`: the settings file of containers goes sealed to where backups take it from."""

import subprocess
import sys
from pathlib import Path

import pytest

from lazyit.instance.environment import fresh_values, render
from lazyit.instance.registry import COMPOSE
from tests.instance.checkout import Checkout

RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
# Keeps what it was told and given; a container would do it.
ENGINE = """#!/bin/sh
echo "$*" >> "$ASKED"
cat > "$ASKED.given"
[ -z "$REFUSES" ] || { echo "Error: $REFUSES" >&2; exit 1; }
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout.make(tmp_path)
    (made.tools / "docker").write_text(ENGINE)
    made.env.parent.mkdir(exist_ok=True)
    return made


def write(checkout: Checkout, **more: str) -> bytes:
    checkout.env.write_text(render({**fresh_values({}, COMPOSE), **more}))
    checkout.env.chmod(0o600)
    return checkout.env.read_bytes()


def seal(checkout: Checkout, code: int = 0, **environ: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-S", "lazyit", "env", "seal"]
    given = {**checkout.surroundings, **environ}
    done = subprocess.run(command, cwd=checkout.root, env=given, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def given(checkout: Checkout) -> bytes:
    return (checkout.tools / "asked.given").read_bytes()


def test_the_file_goes_through_a_pipe_to_whoever_is_named(checkout: Checkout) -> None:
    content = write(checkout, BACKUP_SEAL_TO=f"{RECIPIENT}, ssh-ed25519 AAAA")
    assert RECIPIENT in seal(checkout).stdout
    assert given(checkout) == content
    words = checkout.asked
    assert "--no-deps -T backup python -m lazyit.foundation.operations.sealing --into" in words
    assert words.rstrip().endswith(f"/env.sealed {RECIPIENT} ssh-ed25519 AAAA")
    assert checkout.env.read_bytes() == content


def test_with_nobody_named_what_was_sealed_before_is_removed(checkout: Checkout) -> None:
    write(checkout)
    assert "no settings file" in seal(checkout).stdout
    assert "rm -f /var/backups/lazyit/env.sealed" in checkout.asked
    assert given(checkout) == b""


def test_a_failure_is_told_with_what_goes_on(checkout: Checkout) -> None:
    write(checkout, BACKUP_SEAL_TO="nobody")
    said = seal(checkout, code=1, REFUSES="no such recipient").stderr
    assert "no such recipient" in said
    assert "What was sealed before is still there." in said


def test_without_a_file_there_is_nothing_to_seal(checkout: Checkout) -> None:
    assert "There is no infra/env/.env.prod here" in seal(checkout, code=3).stderr
    assert checkout.asked == ""


def test_the_program_leaves_a_file_that_the_holder_of_the_key_opens(tmp_path: Path) -> None:
    pyrage = pytest.importorskip("pyrage")
    holder, target = pyrage.x25519.Identity.generate(), tmp_path / "env.sealed"
    program = [sys.executable, "-m", "lazyit.foundation.operations.sealing", "--into", str(target)]
    subprocess.run([*program, str(holder.to_public())], input=b"A=b\n", check=True)
    kept = target.read_bytes()
    assert pyrage.decrypt(kept, [holder]) == b"A=b\n"
    refused = subprocess.run([*program, "nobody"], input=b"A=c\n", capture_output=True)
    assert refused.returncode != 0
    assert target.read_bytes() == kept
