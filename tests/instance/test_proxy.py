"""Where an instance listens and what address it names."""

from pathlib import Path

import pytest

from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from tests.instance.conftest import free_port


def prepared(folder: Path, **given: str) -> Instance:
    layout = Layout.at(str(folder / "data"))
    layout.create()
    return Instance.prepare(layout, LAZYIT_HTTP_PORT=str(free_port()), **given)


def test_loopback_unless_asked(tmp_path: Path) -> None:
    instance = prepared(tmp_path)
    assert set(instance.proxy.addresses) <= {"127.0.0.1", "[::1]"}
    assert instance.url == f"http://localhost:{instance.port}"


def test_a_lan_names_its_address(tmp_path: Path) -> None:
    instance = prepared(tmp_path, LAZYIT_LISTEN="0.0.0.0", WEB_ORIGIN="http://assets.example:8080")
    assert instance.proxy.addresses == ["0.0.0.0"]
    assert instance.url == "http://assets.example:8080"
    assert Instance.load(instance.layout).url == instance.url


def test_an_address_of_another_host_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"on 192\.0\.2\.1"):
        prepared(tmp_path, LAZYIT_LISTEN="192.0.2.1")
    assert not (tmp_path / "data/env").exists()


def test_an_origin_has_no_path(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="WEB_ORIGIN"):
        prepared(tmp_path, WEB_ORIGIN="https://example.org/lazyit")
    assert not (tmp_path / "data/env").exists()
