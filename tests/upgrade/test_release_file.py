"""What a version says of itself, wherever it lies: read by an engine that is older."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lazyit import __version__
from lazyit.instance.failures import RefusedError
from lazyit.instance.upgrade import origins
from lazyit.instance.upgrade.plan import Target
from lazyit.instance.upgrade.release_file import ReleaseFile, order
from tests.upgrade.databases import ROOT


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return origins.build_wheel(ROOT, tmp_path_factory.mktemp("wheels")).parent


def test_it_is_in_the_checkout_in_the_wheel_and_in_a_folder_of_wheels(wheels: Path) -> None:
    own = ReleaseFile.own()
    assert own.version == __version__
    (wheel,) = wheels.iterdir()
    for source in (ROOT, wheel, wheels):
        target = Target.of(source)
        assert (target.told.told, target.version) == (own.told, __version__)
    packed = zipfile.ZipFile(wheel).namelist()
    assert {"lazyit/release.json", "lazyit/CHANGELOG.md", "lazyit/instance/door.py"} <= set(packed)


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"no wheel")
    (tmp_path / "release.json").write_text('{"version": "1"}')
    for source in (tmp_path / "a.whl", tmp_path / "nothing", tmp_path):
        with pytest.raises(RefusedError) as refused:
            ReleaseFile.of_source(source)
        assert "a wheel of lazyit" in refused.value.go_on
        assert refused.value.code == 3


def test_versions_are_compared_as_numbers() -> None:
    versions = ["0.9.0", "0.10.0", "0.10.1", "1.0.0"]
    assert sorted({*versions}, key=order) == versions


@pytest.mark.long
def test_the_classes_of_migrations_are_what_they_do() -> None:
    check = [sys.executable, str(ROOT / "tools/release.py"), "check", "--deep"]
    done = subprocess.run(check, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
