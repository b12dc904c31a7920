from __future__ import annotations

import re
from pathlib import Path

from django.conf import LazySettings
from django.core.management import call_command

from lazyit.foundation.pages import bundles


def test_styles_and_scripts_are_one_file_each() -> None:
    styles, scripts = bundles.join("css"), bundles.join("js")
    assert styles.startswith("@layer reset, tokens, base, layout, components, pages, print;")
    assert "url(http" not in styles
    assert not re.search(r"^\s*(import|export)\b", scripts, re.MULTILINE)
    assert not re.search(r"\beval\(|new Function|\.on[a-z]+ =", scripts)


def test_collected_files_are_named_by_their_content(tmp_path: Path, settings: LazySettings) -> None:
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", "--noinput", verbosity=0)
    hashed = bundles.HashedStorage(location=tmp_path).url("lazyit/lazyit.css")
    assert re.fullmatch(r"/static/lazyit/lazyit\.[0-9a-f]{12}\.css", hashed)
    assert (tmp_path / hashed.removeprefix("/static/")).read_text() == bundles.join("css")
    assert list(tmp_path.glob("lazyit/lazyit.*.css.gz"))


def test_files_keep_their_names_before_they_are_collected(settings: LazySettings) -> None:
    settings.STATIC_ROOT = None
    assert bundles.HashedStorage().url("lazyit/lazyit.js") == "/static/lazyit/lazyit.js"


def test_every_icon_that_a_template_names_is_drawn() -> None:
    package = Path(bundles.__file__).parents[2]
    sprite = (Path(bundles.__file__).parent / "static/lazyit/icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named = {
        name
        for path in package.rglob("templates/**/*.html")
        for name in re.findall(r'(?:{% icon |\bicon=)"([\w-]+)"', path.read_text())
    }
    assert named - drawn == set()
