"""Who sends slowly or too much waits at the proxy; everybody else is served."""

import contextlib
import http.client
import socket
import time
from collections.abc import Iterator

import pytest

from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from tests.instance.conftest import Lazyit

MB = 1024 * 1024
HEAD = (
    b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
)


@contextlib.contextmanager
def half_sent(port: int, count: int) -> Iterator[None]:
    """Hold connections whose body never ends."""
    with contextlib.ExitStack() as held:
        for _n in range(count):
            client = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(HEAD)
        time.sleep(0.5)
        yield


def send(port: int, size: int) -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Content-Type": "application/json"}
    client.request("POST", "/api/auth/login", b" " * size, headers)
    return client.getresponse().status


@pytest.mark.life
@pytest.mark.xdist_group("life")
def test_slow_and_large_bodies_hold_nobody_up(running: Lazyit) -> None:
    with half_sent(running.port, 12):
        client = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
        client.request("GET", "/health/live")
        assert client.getresponse().status == 200
    assert [send(running.port, size * MB) for size in (1, 9, 11)] == [400, 413, 413]


@pytest.mark.parametrize(
    ("given", "least"),
    [({}, 8), ({"MAX_IMPORT_SIZE_MB": "40"}, 40), ({"JSON_BODY_LIMIT": "20mb"}, 20)],
)
def test_the_proxy_lets_through_what_the_application_accepts(
    given: dict[str, str], least: int
) -> None:
    instance = Instance(Layout.at("/nowhere"), given)
    server = instance.proxy.configuration()["apps"]["http"]["servers"]["lazyit"]
    limit = server["routes"][0]["handle"][0]["max_size"]
    assert least * MB < limit <= (least + 4) * MB
