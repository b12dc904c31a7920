"""The documents follow the code."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from lazyit import __version__
from lazyit.instance.registry import SETTINGS
from tests.architecture.source import PACKAGE, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize(
    "tool", ["composition.py", "reference.py", "release.py", "translations.py", "version.py"]
)
def test_generated_texts_are_in_step(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / tool, "check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_django_finds_every_catalog() -> None:
    found = {Path(config.path) / "locale" for config in apps.get_app_configs()}
    found |= set(settings.LOCALE_PATHS)
    kept = {path.parents[2] for path in PACKAGE.rglob("locale/es/LC_MESSAGES/django.po")}
    assert kept <= found


def test_the_newest_changes_are_those_of_this_version() -> None:
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert PROJECT["version"] == __version__
    assert __version__ in versions[:3]  # those above it are being prepared


def test_another_version_is_one_command(tmp_path: Path) -> None:
    for name in ("tools", "src", "infra", "docs/operate", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "compose.yaml", "CHANGELOG.md", "release.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    tool = [sys.executable, str(tmp_path / "tools/version.py")]
    environ = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path / "src")}

    def run(word: str) -> int:
        return subprocess.run([*tool, word], env=environ, capture_output=True).returncode

    def told() -> bytes:
        return b"".join(
            path.read_bytes() for path in sorted(tmp_path.rglob("*.*")) if path.is_file()
        )

    before = told()
    assert [run(word) for word in ("0.0.1", "99.0.0", "next")] == [1, 1, 2]
    assert told() == before
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 99.0.0\n")
    assert [run(word) for word in ("99.0.0", "check")] == [0, 0]
    assert "lazyit:99.0.0}" in (tmp_path / "compose.yaml").read_text()
    assert '"version": "99.0.0"' in (tmp_path / "release.json").read_text()
    assert 'version = "99.0.0"' in (tmp_path / "pyproject.toml").read_text()


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs/develop/dependencies.md").read_text().lower()
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]
    names = [re.split(r"[\[~=<>]", name)[0].lower() for name in wanted]
    assert [name for name in names if f"`{name}`" not in reasons] == []


def test_every_setting_explains_itself() -> None:
    assert [s.name for s in SETTINGS if not s.help.strip().endswith(".")] == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []
