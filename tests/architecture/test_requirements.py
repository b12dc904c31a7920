"""The pinned files agree: what the image installs is what was tested."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.source import ROOT

REQUIREMENTS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ \\;]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((REQUIREMENTS / name).read_text()))


@pytest.mark.parametrize("larger", ["runtime.txt", "develop.txt"])
def test_the_image_installs_the_versions_that_everything_else_has(larger: str) -> None:
    assert pins("application.txt").items() <= pins(larger).items()


def test_the_image_has_no_servers_of_the_embedded_instance() -> None:
    embedded = {
        re.split(r"[=<>~]", name)[0] for name in PROJECT["optional-dependencies"]["embedded"]
    }
    assert len(embedded) == 3
    assert not embedded & pins("application.txt").keys()
    assert embedded <= pins("runtime.txt").keys()


@pytest.mark.parametrize("path", sorted(REQUIREMENTS.glob("*.txt")), ids=lambda path: path.name)
def test_pins_have_hashes_and_name_no_index(path: object) -> None:
    text = (REQUIREMENTS / str(path)).read_text()
    assert "--index-url" not in text
    assert "--find-links" not in text
    for block in re.split(r"\n(?=[a-z])", text.strip()):
        assert "--hash=sha256:" in block, block.partition("\n")[0]
