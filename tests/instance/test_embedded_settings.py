"""What an embedded instance makes of DATA/env."""

from pathlib import Path

import pytest

from lazyit.instance.environment import fresh_values, write_fresh
from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout.at(str(tmp_path))


def test_a_secret_may_be_kept_in_a_file_of_its_own(layout: Layout, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s" * 40 + "\n")
    values = fresh_values({"AUTH_SECRET_FILE": str(secret)})
    del values["AUTH_SECRET"]
    write_fresh(layout.env, values)
    assert Instance.load(layout).environ["AUTH_SECRET"] == "s" * 40
    secret.unlink()
    with pytest.raises(RefusedError, match="AUTH_SECRET_FILE: the file cannot be read"):
        Instance.load(layout)


def test_the_file_says_neither_its_kind_nor_what_is_derived(layout: Layout) -> None:
    write_fresh(layout.env, fresh_values({"GIT_SHA": "x"}))
    layout.env.write_text(layout.env.read_text() + "LAZYIT_KIND=compose\n")
    assert Instance.load(layout).environ["LAZYIT_KIND"] == "embedded"
    assert "GIT_SHA" not in Instance.load(layout).environ
    layout.env.write_text(layout.env.read_text() + "DATABASE_URL=postgresql://u:p@h/d\n")
    with pytest.raises(RefusedError, match=r"line \d+: DATABASE_URL: derived here"):
        Instance.load(layout)
