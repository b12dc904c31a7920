"""Images are pinned in one place, and everything else follows it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tools import components

from tests.architecture.source import ROOT

EXACT = re.compile(r"\d+\.\d+(\.\d+)?(-[a-z0-9-]+)?")
IMAGES = re.compile(r"^\s+image: (.+)$|^ARG \w+_IMAGE=(.+)$|_IMAGE: (\$.+)$", re.MULTILINE)
PINNED = {name: pin for name, pin in components.components().items() if "image" in pin}


@pytest.mark.parametrize("name", PINNED)
def test_pins_are_exact_versions(name: str) -> None:
    assert EXACT.fullmatch(PINNED[name]["version"])
    assert re.fullmatch(r"(sha256:[0-9a-f]{64})?", PINNED[name]["digest"])


def test_whoever_uses_a_pin_follows_the_file() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools/components.py", "check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_no_image_is_named_otherwise() -> None:
    allowed = {f"${{{name}:-{image}}}" for name, image in components.defaults().items()}
    allowed |= set(components.defaults().values())
    named = {
        next(filter(None, found)).partition(" #")[0]
        for path in components.USERS
        for found in IMAGES.findall((ROOT / path).read_text())
    }
    assert named
    assert named <= allowed
    for path in ("compose.yaml", "infra/docker-compose.prod.yaml", *components.USERS):
        assert "latest" not in (ROOT / path).read_text()
        for base in re.findall(r"^FROM (\S+)", (ROOT / path).read_text(), re.MULTILINE):
            assert re.fullmatch(r"\$\{\w+_IMAGE\}", base)


def test_a_moved_pin_moves_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = {**components.components()}
    moved["postgres"] = {
        **moved["postgres"],
        "version": "18.7-trixie",
        "digest": "sha256:" + "a" * 64,
    }
    monkeypatch.setattr(components, "components", lambda: dict(moved))
    wanted = components.wanted()
    name = f"postgres:18.7-trixie@sha256:{'a' * 64}"
    assert wanted[ROOT / "compose.yaml"].count(f"${{POSTGRES_IMAGE:-{name}}}") == 2
    assert f"ARG POSTGRES_IMAGE={name}\n" in wanted[ROOT / "infra/Dockerfile"]


def test_digests_are_never_guessed() -> None:
    before = components.PINS.read_bytes()
    done = subprocess.run(
        [sys.executable, ROOT / "tools/components.py", "digests"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "DOCKER_HOST": "unix:///nowhere.sock"},
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("othing was written.")
    assert components.PINS.read_bytes() == before
